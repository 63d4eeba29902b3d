// Two partners and their therapist, each in a browser of their own, and a clock that can be set on.
import { visit } from "./browser.js";
import { openSpace, setUpTherapist, startCode } from "./people.js";
import { startServer } from "./server.js";

/** The three, signed in, and what each of them can do again. */
export async function withThree(browser, options, journey) {
  // Invitations of staff count by the real clock, so it begins there.
  const server = await startServer({ host: "localhost", clock: new Date().toISOString() });
  const alone = (journey) => visit(browser, server, options, journey);
  try {
    await alone((therapist) =>
      alone((ana) =>
        alone(async (bo) => {
          const again = [await setUpTherapist(therapist, server, { name: "Ada Fielding", slug: "ada" })];
          again.push(await openSpace(ana, await startCode(therapist), "Ana"));
          again.push(await openSpace(bo, await startCode(therapist), "Bo"));
          const pass = async (hours) => {
            await server.pass(hours);
            for (const signIn of again) await signIn();
          };
          await journey({ server, therapist, ana, bo, pass });
        }),
      ),
    );
  } finally {
    await server.stop();
  }
}
