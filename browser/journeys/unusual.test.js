// Practices that are not as usual: very long names and words, none at all, right to left, one therapist, forty, and weeks
// without a free time. All of them still calm.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, NARROW, checkAccessible, checkFits, shot, startBrowser, visit } from "../support/browser.js";
import { startServer } from "../support/server.js";

const PAGES = ["/", "/guide", "/therapists", "/book", "/book/couple-session", "/help-now"];
const LONG = "Wilhelmina-Alexandrina Featherstonehaugh-Cholmondeley von Hohenzollern-Sigmaringen, PhD, LMFT";
const UNBROKEN = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft";
const HEBREW = "\u05d3\u05d9\u05e0\u05d4 \u05db\u05d4\u05df";
const ARABIC = "\u0644\u064a\u0644\u0649 \u062d\u062f\u0627\u062f";

/** A practice with these therapists; `open` says whether anyone works at all. */
function practice({ name = "Small Practice", therapists, open = true }) {
  const hours = open ? '[{ days = ["mon", "wed"], from = "09:00", to = "12:00" }]' : "[]";
  const people = therapists.map(
    ([name, about], place) => `[[therapist]]
slug = "t-${place}"
name = ${JSON.stringify(name)}
about = ${JSON.stringify(about)}
offerings = ["phone-consult", "couple-session"]
hours = ${hours}
`,
  );
  return `[practice]
name = ${JSON.stringify(name)}
time_zone = "America/Denver"
phone = "801-555-0100"
email = "desk@example.org"
${people.join("")}
[[offering]]
slug = "phone-consult"
name = "Free phone consult"
minutes = 15
price_cents = 0
mode = "phone"
[[offering]]
slug = "couple-session"
name = "Couple session"
minutes = 50
price_cents = 14000
mode = "in_person"
for = "couple"
`;
}

const forty = Array.from({ length: 40 }, (_, place) => [
  [LONG, HEBREW, ARABIC, UNBROKEN, `Ann Example ${place}`][place % 5],
  ["", "Works slowly. ".repeat(60), "Few words."][place % 3],
]);
const practices = [
  ["one therapist and few words", practice({ therapists: [["Li", ""]] })],
  ["forty therapists with all kinds of names", practice({ name: LONG, therapists: forty })],
  ["no free time for weeks", practice({ therapists: [[HEBREW, "Few words."]], open: false })],
];

for (const [what, text] of practices) {
  test(`${what}: still calm`, async () => {
    const [server, browser] = await Promise.all([startServer({ text }), startBrowser()]);
    try {
      for (const [size, viewport] of [["narrow", NARROW], ["desktop", DESKTOP]]) {
        await visit(browser, server, { viewport }, async (page) => {
          for (const path of PAGES) {
            assert.equal((await page.goto(path)).status(), 200, path);
            await checkFits(page, `${path} with ${what}`);
            await checkAccessible(page, `${path} with ${what}`);
            await shot(page, `unusual-${what}-${path.slice(1).replaceAll("/", "-") || "home"}-${size}`.replaceAll(" ", "-"));
          }
        });
      }
    } finally {
      await Promise.all([browser.close(), server.stop()]);
    }
  });
}
