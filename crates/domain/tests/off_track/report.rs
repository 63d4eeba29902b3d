//! The tables and the picture of `docs/off-track.md`.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use troth_domain::measures::off_track::{GAIN, POPULATION, Population};

use crate::cohort::{Person, USUAL, WEEKS, World, cohort};
use crate::fit;
use crate::judge::{Figures, Signal, best_cut, calibration, cases, interval};

/// Couples of each cohort that the signal is judged on, with a seed that the fit never saw.
const COUPLES: usize = 3000;
const SEED: u64 = 1_000_000;
/// Steps of the fit.
const STEPS: usize = 3000;

/// Every world that the signal is judged on.
fn worlds() -> Vec<World> {
    vec![
        USUAL,
        World { name: "partners go together less (r = .3)", partners: 0.3, ..USUAL },
        World { name: "partners go together more (r = .7)", partners: 0.7, ..USUAL },
        World { name: "quiet weeks (residual SD .25)", residual: 0.25, ..USUAL },
        World { name: "restless weeks (residual SD .65)", residual: 0.65, ..USUAL },
        World { name: "some people swing more than others", swing: 0.5, ..USUAL },
        World { name: "a bad week lasts (r = .5 from week to week)", lasting: 0.5, ..USUAL },
        World { name: "who gains less leaves sooner", leaving: 1.5, ..USUAL },
        World { name: "who gains more leaves sooner", leaving: -1.5, ..USUAL },
        World { name: "people gain alike (SD .35, drift .15)", gain: 0.35, drift: 0.15, ..USUAL },
        World { name: "people gain very differently (SD .9, drift .5)", gain: 0.9, drift: 0.5, ..USUAL },
        World { name: "late courses differ (drift .8)", drift: 0.8, ..USUAL },
        World { name: "the rise takes eight weeks", rise: 8.0, ..USUAL },
        World { name: "one in four steps up or down by .8 later", step: (0.25, 0.8), ..USUAL },
        World { name: "four in ten check-ins are missed", missed: 0.4, ..USUAL },
        World { name: "an affair told: start -.5, gain +.3", start: -0.5, beyond: 0.3, ..USUAL },
        World { name: "no gain on average (-.4)", beyond: -0.4, ..USUAL },
        World { name: "the scale's start is misjudged by .5 SD", start: 0.5, ..USUAL },
        World { name: "its SD is 30 % smaller than thought", unit: 0.7, ..USUAL },
        World { name: "its SD is 30 % larger than thought", unit: 1.3, ..USUAL },
        World {
            name: "much at once: restless, lasting, late, leaving",
            residual: 0.6,
            lasting: 0.4,
            drift: 0.6,
            leaving: 1.5,
            missed: 0.3,
            swing: 0.4,
            ..USUAL
        },
        World { name: "six in ten of the worse weeks are not shared", choosy: 0.6, ..USUAL },
        World { name: "six in ten of the better weeks are not shared", choosy: -0.6, ..USUAL },
    ]
}

fn percent(share: f64) -> String {
    if share.is_nan() { "-".to_owned() } else { format!("{:.0}", share * 100.0) }
}

fn people(world: &World, number: usize) -> Vec<Person> {
    cohort(world, COUPLES, SEED + number as u64)
}

/// Sensitivity and the others at the fourth, sixth and eighth check-in, in the usual world.
fn main_table(people: &[Person]) -> String {
    let mut text = String::from(
        "| check-ins | signal | people | without a gain | sensitivity | specificity | PPV | NPV | accuracy | balanced | AUC |\n\
         |---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let learned = fit::courses();
    for count in [3, 4, 6, 8] {
        let cases = cases(people, count, GAIN);
        let cut = best_cut(&self::cases(&learned, count, GAIN));
        for (name, signal) in [
            ("model", Signal::Model),
            ("expert rule", Signal::Rule),
            ("best cut", Signal::Cut(cut)),
            ("blind", Signal::Blind),
        ] {
            let figures = Figures::of(&cases, signal, GAIN).all();
            let between = interval(&cases, |cases| Figures::of(cases, signal, GAIN).all());
            let cell = |(figure, (low, high)): (f64, (f64, f64))| match signal {
                Signal::Blind => percent(figure),
                _ => format!("{} ({}-{})", percent(figure), percent(low), percent(high)),
            };
            let cells: Vec<String> = figures.into_iter().zip(between).map(cell).collect();
            writeln!(text, "| {count} | {name} | {} | {} |", cases.len(), cells.join(" | ")).unwrap();
        }
    }
    text
}

/// Every world at the fourth check-in, model beside rule.
fn world_table() -> String {
    let mut text = String::from(
        "| made-up world | without a gain | blind | expert rule | best cut | model | model - rule | model - best cut | balanced: rule | balanced: model | AUC | said / seen | rule, model at 6 | rule, model at 8 |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let cut = Signal::Cut(best_cut(&cases(&fit::courses(), 4, GAIN)));
    for (number, world) in worlds().iter().enumerate() {
        let people = people(world, number);
        let later = [6, 8].map(|count| {
            let cases = cases(&people, count, GAIN);
            let right = |signal| percent(Figures::of(&cases, signal, GAIN).accuracy);
            format!("{}, {}", right(Signal::Rule), right(Signal::Model))
        });
        let cases = cases(&people, 4, GAIN);
        let of = |cases: &[_]| {
            [Signal::Model, Signal::Rule, Signal::Blind, cut].map(|signal| Figures::of(cases, signal, GAIN))
        };
        let [model, rule, blind, best] = of(&cases);
        let ahead = interval(&cases, |cases| {
            let [model, rule, _, best] = of(cases);
            [model.accuracy - rule.accuracy, model.accuracy - best.accuracy]
        });
        let ahead = |place: usize, other: Figures| {
            let (low, high) = ahead[place];
            let points = 100.0 * (model.accuracy - other.accuracy);
            format!("{points:+.1} ({:+.1} to {:+.1})", 100.0 * low, 100.0 * high)
        };
        let said = cases.iter().map(|case| case.probability).sum::<f64>() / cases.len() as f64;
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | .{} | {} / {} | {} |",
            world.name,
            percent(model.base),
            percent(blind.accuracy),
            percent(rule.accuracy),
            percent(best.accuracy),
            percent(model.accuracy),
            ahead(0, rule),
            ahead(1, best),
            percent(rule.balanced),
            percent(model.balanced),
            percent(model.area),
            percent(said),
            percent(model.base),
            later.join(" | "),
        )
        .unwrap();
    }
    text
}

/// Other ends that one could ask about, at the fourth check-in.
fn end_table(usual: &[Person]) -> String {
    let reliable = 1.96 * 2.0_f64.sqrt() * USUAL.residual;
    let mut text = String::from(
        "| an end is without a gain below | people so | blind | expert rule | model | balanced: rule | balanced: model |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for (name, gain) in [
        ("0 (no better than at the start)", 0.0),
        (".2 SD (small)", 0.2),
        (".5 SD (what ships)", GAIN),
        ("a reliable change (1.25 SD)", reliable),
    ] {
        let cases = cases(usual, 4, gain);
        let [model, rule, blind] =
            [Signal::Model, Signal::Rule, Signal::Blind].map(|signal| Figures::of(&cases, signal, gain));
        let cells = [model.base, blind.accuracy, rule.accuracy, model.accuracy, rule.balanced, model.balanced];
        writeln!(text, "| {name} | {} |", cells.map(percent).join(" | ")).unwrap();
    }
    text
}

/// How far a study as small as the published one (136 couples) would scatter, in the usual world.
fn study_table() -> String {
    let mut accuracies: Vec<[f64; 2]> = (0..400)
        .map(|number| {
            let cases = cases(&cohort(&USUAL, 136, 2 * SEED + number), 4, GAIN);
            [Signal::Model, Signal::Rule].map(|signal| Figures::of(&cases, signal, GAIN).accuracy)
        })
        .collect();
    let wins = accuracies.iter().filter(|[model, rule]| model > rule).count();
    let mut middle = |place: usize| {
        accuracies.sort_by(|one, other| one[place].total_cmp(&other[place]));
        format!("{} to {}", percent(accuracies[10][place]), percent(accuracies[389][place]))
    };
    let (model, rule) = (middle(0), middle(1));
    format!(
        "In 400 made-up studies of 136 couples each, the model was right for {model} % of the people and the rule for {rule} % \
         (the middle 95 of a hundred studies); the model was ahead in {} of a hundred.\n",
        percent(wins as f64 / 400.0)
    )
}

fn cohort_table(people: &[Person]) -> String {
    let mean = |is: &dyn Fn(&Person) -> bool| {
        let here: Vec<f64> = people.iter().filter(|one| one.sessions == WEEKS && is(one)).map(Person::gain).collect();
        format!("{:.2}", here.iter().sum::<f64>() / here.len() as f64)
    };
    let share = |is: &dyn Fn(&Person) -> bool| {
        percent(people.iter().filter(|one| is(one)).count() as f64 / people.len() as f64)
    };
    let rows = [
        ("gain of men who start distressed, SD", ".61", mean(&|one| !one.woman && one.distressed)),
        ("gain of women who start distressed, SD", ".58", mean(&|one| one.woman && one.distressed)),
        ("gain of other men, SD", ".19", mean(&|one| !one.woman && !one.distressed)),
        ("gain of other women, SD", ".22", mean(&|one| one.woman && !one.distressed)),
        ("leave before the third session, %", "19", share(&|one| one.sessions < 3)),
        ("do not finish, %", "62", share(&|one| one.sessions < WEEKS)),
    ];
    let mut text = String::from("| | published | made up |\n|---|---|---|\n");
    for (name, published, made_up) in rows {
        writeln!(text, "| {name} | {published} | {made_up} |").unwrap();
    }
    text
}

fn calibration_table(people: &[Person]) -> String {
    let mut text = String::from("| the model said, % | it came so, % | people |\n|---|---|---|\n");
    for (said, came, count) in calibration(&cases(people, 4, GAIN)) {
        writeln!(text, "| {} | {} | {count} |", percent(said), percent(came)).unwrap();
    }
    text
}

/// What the model said against what came, as a picture: the usual world, and two that it fits less.
fn picture() -> String {
    let worlds = worlds();
    let named = |name: &str| worlds.iter().position(|world| world.name.starts_with(name)).unwrap();
    let chosen = [("as assumed", "#17594c", ""), ("restless", "#8a3324", "6 3"), ("much at once", "#9a6b16", "2 3")];
    let mut text = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 460 440\" role=\"img\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title>What the model said, against what came</title>\n\
         <desc>At the fourth check-in, in three made-up worlds: the share of people who ended without a gain, by the \
         probability that the model gave. On the dotted line the two are the same. The tables hold the numbers.</desc>\n\
         <rect width=\"460\" height=\"440\" fill=\"#fbf8f3\"/>\n\
         <path d=\"M60 380V30M60 380H410\" stroke=\"#8c8577\" fill=\"none\"/>\n\
         <path d=\"M60 380L410 30\" stroke=\"#8c8577\" stroke-dasharray=\"1 4\" fill=\"none\"/>\n",
    );
    for tenth in [0, 2, 4, 6, 8, 10] {
        let (x, y) = (60 + 35 * tenth, 380 - 35 * tenth);
        writeln!(text, "<text x=\"{x}\" y=\"398\" text-anchor=\"middle\" fill=\"#1f2a27\">{}</text>", tenth * 10)
            .unwrap();
        writeln!(text, "<text x=\"52\" y=\"{}\" text-anchor=\"end\" fill=\"#1f2a27\">{}</text>", y + 4, tenth * 10)
            .unwrap();
    }
    text.push_str("<text x=\"235\" y=\"424\" text-anchor=\"middle\" fill=\"#1f2a27\">the model said, %</text>\n");
    text.push_str("<text x=\"60\" y=\"20\" fill=\"#1f2a27\">ended without a gain, %</text>\n");
    for (place, (name, colour, dashes)) in chosen.into_iter().enumerate() {
        let number = named(name);
        let classes = calibration(&cases(&people(&worlds[number], number), 4, GAIN));
        let at =
            |(said, came, _): &(f64, f64, usize)| format!("{:.1} {:.1}", 60.0 + 350.0 * said, 380.0 - 350.0 * came);
        let points: Vec<String> = classes.iter().filter(|class| class.2 >= 20).map(at).collect();
        writeln!(
            text,
            "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>",
            points.join("L")
        )
        .unwrap();
        let y = 300 + 22 * place;
        writeln!(
            text,
            "<path d=\"M250 {y}h36\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>"
        )
        .unwrap();
        writeln!(text, "<text x=\"294\" y=\"{}\" fill=\"#1f2a27\">{name}</text>", y + 4).unwrap();
    }
    text.push_str("</svg>\n");
    text
}

fn fitted() -> String {
    let courses = fit::courses();
    let mut population = fit::BEGINNING;
    for _ in 0..STEPS {
        population = fit::step(population, &courses);
    }
    let Population { mean, covariance, residual } = population;
    let mut text = String::new();
    let row = |row: [f64; 3]| format!("[{:.4}, {:.4}, {:.4}]", row[0], row[1], row[2]);
    writeln!(text, "    mean: {},", row(mean)).unwrap();
    writeln!(text, "    covariance: [{}, {}, {}],", row(covariance[0]), row(covariance[1]), row(covariance[2]))
        .unwrap();
    writeln!(text, "    residual: {residual:.4},").unwrap();
    text
}

/// Puts `table` between the marks of this name.
fn put(document: &mut String, name: &str, table: &str) {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let from = document.find(&open).unwrap_or_else(|| panic!("no {open}")) + open.len();
    let to = document.find(&close).unwrap_or_else(|| panic!("no {close}"));
    document.replace_range(from..to, table);
}

#[test]
#[ignore = "fits the population: run by scripts/off-track fit"]
fn fit_anew() {
    println!("pub const POPULATION in crates/domain/src/measures/off_track.rs:\n{}", fitted());
    println!("as it is: {POPULATION:?}");
}

#[test]
#[ignore = "writes docs/off-track.md: run by scripts/off-track"]
fn write_the_report() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let usual = people(&USUAL, 0);
    let mut document = fs::read_to_string(docs.join("off-track.md")).unwrap();
    put(&mut document, "cohort", &cohort_table(&usual));
    put(&mut document, "main", &main_table(&usual));
    put(&mut document, "worlds", &world_table());
    put(&mut document, "ends", &end_table(&usual));
    put(&mut document, "studies", &study_table());
    put(&mut document, "calibration", &calibration_table(&usual));
    fs::write(docs.join("off-track.md"), document).unwrap();
    fs::write(docs.join("images/off-track.svg"), picture()).unwrap();
}
