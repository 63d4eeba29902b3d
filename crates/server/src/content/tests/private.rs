//! The texts behind the sign-in: what comes with Troth is whole, and what a practice writes is used, or named.

use troth_domain::receiving::AccountPart;
use troth_domain::safety::screening::{Answers, Concern, SKIP};
use troth_domain::writing::ItemKind;

use super::{Content, folder};

const SCREENING: &str = include_str!("../../../../../content/en/screening.toml");
const POLICY: &str = include_str!("../../../../../content/en/secrets-policy.md");
const RULES: &str = include_str!("../../../../../content/en/couple-rules.md");
const PROTOCOL: &str = include_str!("../../../../../content/en/protocol.toml");
const WRITING: &str = include_str!("../../../../../content/en/writing.toml");

fn load(name: &str, text: &str) -> Content {
    Content::load(Some(folder(&[(name, text)]).path()))
}

/// What is said of a practice's own file that differs from ours in one place.
#[track_caller]
fn check(name: &str, text: &str, (old, new): (&str, &str), said: &str) {
    assert!(text.contains(old), "{name} has no {old}");
    let content = load(name, &text.replacen(old, new, 1));
    let found: Vec<String> = content.faults.iter().map(ToString::to_string).collect();
    assert!(found.iter().any(|fault| fault.contains(said)), "{said}\n{found:#?}");
    assert!(content.screening.is_some() && content.secrets_policy.is_some(), "the built-in text serves");
    assert!(content.couple_rules.is_some() && content.writing.is_some(), "the built-in text serves");
}

#[test]
fn the_screening_asks_about_every_concern_and_skipping_is_offered_everywhere() {
    let screening = Content::load(None).screening.unwrap();
    assert_eq!(screening.set.not_asked(), []);
    assert_eq!(screening.set.questions().count(), 13);
    let all = |choice: fn(usize) -> usize| {
        let sent = screening.set.questions().map(|question| {
            let last = question.choices.len() - 1;
            (question.name.as_str(), question.choices[choice(last)].name.as_str())
        });
        Answers::new(&screening.set, sent).unwrap().outcome().concerns
    };
    assert!(all(|_| 0).is_empty(), "the first choice is the calm one");
    assert_eq!(all(|last| last).into_iter().collect::<Vec<_>>(), Concern::ALL);
    let skipped = screening.set.questions().map(|question| (question.name.as_str(), SKIP));
    assert!(Answers::new(&screening.set, skipped).unwrap().outcome().concerns.is_empty());
    let said = screening.before.join(" ");
    assert!(screening.audience.contains("you and your therapist") && said.contains("skip"));
    assert!(said.contains("Nobody reads your answers right away") && said.contains("Help now"));
}

#[test]
fn the_rules_for_two_and_the_policy_say_what_they_must() {
    let content = Content::load(None);
    let policy = content.secrets_policy.unwrap().body.html;
    for part in ["A child is being hurt", "older or dependent adult", "threat", "life is in danger", "does not pass on"]
    {
        assert!(policy.contains(part), "{part}");
    }
    let rules = content.couple_rules.unwrap();
    for part in
        ["alone, at once", "at most 30 days", "what never came", "stays where it came", "What you write together"]
    {
        assert!(rules.text.body.html.replace('\n', " ").contains(part), "{part}");
    }
    assert!(rules.pacing.contains("delivery hour"));
}

#[test]
fn each_kind_of_writing_is_there_with_its_parts() {
    let writing = Content::load(None).writing.unwrap();
    let account = writing.piece_for(ItemKind::Account).unwrap();
    assert!(account.parts.iter().map(|part| part.name.as_str()).eq(AccountPart::ALL.map(AccountPart::as_str)));
    for kind in [ItemKind::ImpactStatement, ItemKind::Journal] {
        assert!(!writing.piece_for(kind).unwrap().parts.is_empty());
    }
    assert!(writing.report.contains("a child") && writing.unread.contains("Nobody reads this right away"));
}

#[test]
fn other_words_are_another_version_and_other_line_breaks_are_not() {
    let version = |text: &str| load("secrets-policy.md", text).secrets_policy.unwrap().version;
    let ours = version(POLICY);
    assert_eq!(ours, Content::load(None).secrets_policy.unwrap().version);
    assert_eq!(version(&POLICY.replace("Read it in\n", "Read it\nin ").replace("sign it once", "sign it\nonce")), ours);
    assert_ne!(version(&POLICY.replace("sign it once", "sign it twice")), ours);
    assert_ne!(version(&POLICY.replace("version = 1", "version = 2")), ours);
}

#[test]
fn a_practices_own_screening_takes_the_place_of_ours_or_is_named_by_line() {
    let own = SCREENING.replace("name = \"troth\"", "name = \"our-own\"");
    let content = load("screening.toml", &own);
    assert_eq!(content.faults, []);
    assert_eq!(content.screening.unwrap().set.name().as_str(), "our-own");
    for (old, new, said) in [
        ("version = 1", "version = \"one\"", "screening.toml:11: invalid type: string \"one\"; it takes u32"),
        ("concern = \"fear\"", "concern = \"anger\"", "concern is \"anger\"; write one of fear, injury, "),
        ("scale = \"how-often\"", "scale = \"how\"", "scale is \"how\", and there is no such [[scale]]"),
        ("raises = [\"rarely\"", "raises = [\"seldom\"", "raises names \"seldom\", which its scale has not"),
        ("name = \"afraid\"", "name = \"A fraid\"", "name is \"A fraid\", which is no slug"),
        ("name = \"afraid\"", "name = \"body\"", "two questions are called body"),
        ("raises = [\"maybe\", \"yes\"]", "raises = []", "the choices of speak-openly do not tell"),
        ("{ name = \"never\"", "{ name = \"skip\"", "the choices of afraid are fewer than two"),
        ("scale = \"may-be\"", "weight = 3", "unknown field `weight`"),
    ] {
        check("screening.toml", SCREENING, (old, new), said);
    }
}

#[test]
fn other_faults_are_named_by_line_too() {
    for (name, text, old, new, said) in [
        ("secrets-policy.md", POLICY, "version = 1\n", "", "missing field `version`"),
        (
            "secrets-policy.md",
            POLICY,
            "version = 1\n",
            "version = 1\npacing = \"Daily.\"\n",
            "it has pacing; take it out",
        ),
        ("secrets-policy.md", POLICY, "stays between", "<b>stays</b> between", "there is HTML"),
        (
            "couple-rules.md",
            RULES,
            "pacing = \"What",
            "pacing = \"That",
            "the sentence under pacing is not in the text",
        ),
        ("writing.toml", WRITING, "\"journal\"", "\"account\"", "pieces of the kind \"account\""),
        ("writing.toml", WRITING, "\"journal\"", "\"diary\"", "nothing of the kind \"diary\" to write"),
        ("protocol.toml", PROTOCOL, "title =", "head =", "unknown field `head`"),
        ("writing.toml", WRITING, "\"regret\"", "\"remorse\"", "the parts of the account are not the six"),
        ("writing.toml", WRITING, "\"need\"", "\"What I need\"", "\"What I need\" is no name for a part"),
        ("writing.toml", WRITING, "\"need\"", "\"effect\"", "the piece has no part, or two of one name"),
    ] {
        check(name, text, (old, new), said);
    }
}

#[test]
fn findings_name_what_should_not_stay_in_them() {
    for (name, text, old, new, said) in [
        ("screening.toml", SCREENING, "Your partner cannot.", "The abuser cannot!", "it says \"abuser\""),
        ("secrets-policy.md", POLICY, "you talk alone with", "the victim talks with", "it says \"victim\""),
        ("couple-rules.md", RULES, "(/help-now)", "(/help)", "it links to /help, and there is no such page"),
        (
            "protocol.toml",
            PROTOCOL,
            "Do not press them to leave",
            "You must not press the victim",
            "it says \"victim\"",
        ),
        ("writing.toml", WRITING, "Small things count.", "You must.", "it says \"you must\""),
    ] {
        let content = load(name, &text.replacen(old, new, 1));
        assert_eq!(content.faults, [], "{name}: {new}");
        let found = content.findings().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert!(found.contains(said), "{said}\n{found}");
    }
    let one_concern = SCREENING.replace("\"self-harm\"", "\"fear\"");
    let found = load("screening.toml", &one_concern).findings();
    assert!(found.iter().any(|one| one.to_string().contains("no question asks about self-harm")), "{found:?}");
}
