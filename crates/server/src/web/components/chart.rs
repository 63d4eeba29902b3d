//! One person's scores over time: a sentence, a picture, the numbers as a table. It takes no script, and colour alone tells
//! nothing. Until there are four check-ins the picture shows the scores, joins nothing and claims nothing.

use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::measures::scoring::{Direction, Scale};
use troth_domain::measures::trajectory::{BandKind, Chart, Mark, Point, Reading, Series};

use crate::web::gallery::{Sample, Stage};

/// The picture's width and height, and where what is drawn begins and ends in it, in its own units.
const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 328.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 186.0;

/// What is asked of a chart beside its series.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// A name that no other chart of the page has.
    pub id: &'a str,
    /// What the scores are of.
    pub scale: &'a Scale,
    /// Whether somebody tested what the scores mean; where not, the chart says so.
    pub validated: bool,
}

/// The whole chart, below a heading of the page's own.
pub fn of(series: &Series, about: About<'_>) -> Markup {
    let reading = series.reading();
    let Some(chart) = series.chart() else {
        return html! { p class="hint" { "There are no check-ins here yet." } };
    };
    let tells = !matches!(reading, Reading::TooEarly { .. });
    html! {
        div class="chart" {
            p { (sentence(reading)) }
            (picture(&chart, about, tells))
            p class="hint" { (explain(series, about, tells)) }
            details {
                summary { "The numbers as a table" }
                (table(&chart, about, tells))
            }
        }
    }
}

fn sentence(reading: Reading) -> String {
    match reading {
        Reading::TooEarly { have, need } => {
            let made = if have == 1 { "1 check-in".to_owned() } else { format!("{have} check-ins") };
            format!("Too early to tell: {made} so far. From {need} on, a line joins them.")
        }
        Reading::Better => "The last two are higher than the first two, by more than weeks go up and down.".to_owned(),
        Reading::Level => "The last two are about where the first two were.".to_owned(),
        Reading::Worse => "The last two are lower than the first two, by more than weeks go up and down.".to_owned(),
    }
}

fn explain(series: &Series, about: About<'_>, tells: bool) -> Markup {
    let turned = about.scale.direction == Direction::HigherIsWorse;
    html! {
        "Higher is better"
        @if turned { ", so fewer points stand higher" }
        ". "
        @match (tells, series.band()) {
            (true, BandKind::Measuring) => "The soft band is what measuring alone may bring about. ",
            (true, BandKind::OwnWeeks) => "The soft band is how much your own weeks go up and down. ",
            (false, _) => {}
        }
        @if let Some(line) = &about.scale.line { "The dotted line is " (line.label) ". " }
        @if !about.validated { "Nobody has tested what these numbers mean for others. They are for comparing your own weeks." }
    }
}

fn picture(chart: &Chart, about: About<'_>, tells: bool) -> Markup {
    let (title, description) = (format!("{}-title", about.id), format!("{}-description", about.id));
    let (worst, best) = ends(chart);
    html! {
        svg class="chart-picture" role="img" aria-labelledby=(format!("{title} {description}"))
            viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } {
            title id=(title) { (about.scale.title) }
            desc id=(description) { (describe(chart, about)) }
            path class="chart-axis" d={ "M" (LEFT) " " (TOP) "V" (BOTTOM) "H" (RIGHT) } {}
            text class="chart-words" x=(LEFT - 6.0) y=(TOP + 5.0) text-anchor="end" { (number(best)) }
            text class="chart-words" x=(LEFT - 6.0) y=(BOTTOM + 1.0) text-anchor="end" { (number(worst)) }
            @if tells { path class="chart-band" d=(band(&chart.marks)) {} }
            @if let Some(line) = chart.line {
                path class="chart-line" d={ "M" (LEFT) " " (down(line)) "H" (RIGHT) } {}
            }
            @if tells { path class="chart-course" d=(course(&chart.marks)) {} }
            @for mark in &chart.marks {
                circle class="chart-mark" cx=(across(mark.x)) cy=(down(mark.y)) r=(radius(chart.marks.len())) {}
            }
            (days(chart))
        }
    }
}

fn days(chart: &Chart) -> Markup {
    let ends = chart.marks.first().zip(chart.marks.last());
    html! {
        @if let Some((first, last)) = ends {
            text class="chart-words" x=(LEFT) y=(BOTTOM + 24.0) { (short(first.date)) }
            @if first.date != last.date {
                text class="chart-words" x=(RIGHT) y=(BOTTOM + 24.0) text-anchor="end" { (short(last.date)) }
            }
        }
    }
}

fn describe(chart: &Chart, about: About<'_>) -> String {
    let count = match chart.marks.len() {
        1 => "One check-in".to_owned(),
        count => format!("{count} check-ins"),
    };
    let scores = match (chart.marks.first(), chart.marks.last()) {
        (Some(first), Some(last)) if first.date != last.date => {
            format!(
                ", from {} on {} to {} on {}",
                number(first.score),
                long(first.date),
                number(last.score),
                long(last.date)
            )
        }
        (Some(only), _) => format!(", {} on {}", number(only.score), long(only.date)),
        _ => String::new(),
    };
    let line = about
        .scale
        .line
        .as_ref()
        .map_or_else(String::new, |line| format!(" A dotted line at {} is {}.", number(line.at), line.label));
    format!("{count}{scores}.{line} The table below holds every number.")
}

fn table(chart: &Chart, about: About<'_>, tells: bool) -> Markup {
    let (least, most) = chart.range;
    html! {
        table class="chart-table" {
            caption { (about.scale.title) ", " (number(least)) " to " (number(most)) }
            thead {
                tr {
                    th scope="col" { "Day" }
                    th scope="col" class="amount" { "Score" }
                    @if tells { th scope="col" class="amount" { "Band" } }
                }
            }
            tbody {
                @for mark in &chart.marks {
                    tr {
                        th scope="row" { time datetime=(mark.date) { (long(mark.date)) } }
                        td class="amount" { (number(mark.score)) }
                        @if tells { td class="amount" { (number(mark.around.0)) " to " (number(mark.around.1)) } }
                    }
                }
            }
        }
    }
}

/// The worst and the best score.
fn ends(chart: &Chart) -> (f64, f64) {
    let (least, most) = chart.range;
    match chart.direction {
        Direction::HigherIsBetter => (least, most),
        Direction::HigherIsWorse => (most, least),
    }
}

/// Scores are shown whole where they are, else with one place.
fn number(score: f64) -> String {
    let rounded = (score * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

fn across(share: f64) -> String {
    format!("{:.1}", LEFT + 8.0 + share * (RIGHT - LEFT - 16.0))
}

fn down(share: f64) -> String {
    format!("{:.1}", BOTTOM - share * (BOTTOM - TOP))
}

/// Smaller where there are many.
fn radius(marks: usize) -> &'static str {
    if marks > 20 { "2" } else { "4" }
}

fn course(marks: &[Mark]) -> String {
    let places: Vec<String> = marks.iter().map(|mark| format!("{} {}", across(mark.x), down(mark.y))).collect();
    format!("M{}", places.join("L"))
}

fn band(marks: &[Mark]) -> String {
    let above = marks.iter().map(|mark| format!("{} {}", across(mark.x), down(mark.top)));
    let below = marks.iter().rev().map(|mark| format!("{} {}", across(mark.x), down(mark.bottom)));
    format!("M{}Z", above.chain(below).collect::<Vec<_>>().join("L"))
}

fn short(date: Date) -> String {
    date.strftime("%b %-d").to_string()
}

fn long(date: Date) -> String {
    date.strftime("%B %-d, %Y").to_string()
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let Some(check_in) = stage.content.check_in() else { return Vec::new() };
    let Some(scale) = check_in.scoring.scales().next() else { return Vec::new() };
    let turned = Scale { direction: Direction::HigherIsWorse, title: "Distress".to_owned(), ..scale.clone() };
    let show = |name, scale: &Scale, scores: &[f64], validated| {
        let weeks = (0..).zip(scores).map(|(week, score)| Point {
            date: stage.when.today().saturating_add(jiff::Span::new().weeks(week)),
            score: *score,
        });
        let series = Series::new(scale, (0.0, 100.0), weeks);
        let id = if validated { "tested" } else { "own" };
        Sample::new(name, html! { h2 { (scale.title) } (of(&series, About { id, scale, validated })) })
    };
    let year: Vec<f64> = (0..52).map(|week| 30.0 + 0.8 * f64::from(week) + 9.0 * f64::from(week % 5 - 2)).collect();
    vec![
        show("none", scale, &[], false),
        show("one", scale, &[37.5], false),
        show("too early to tell", scale, &[37.5, 50.0, 37.5], false),
        show("rising", scale, &[25.0, 37.5, 37.5, 50.0, 62.5, 75.0, 75.0], false),
        show("level", scale, &[50.0, 62.5, 37.5, 50.0, 50.0], false),
        show("falling", scale, &[87.5, 87.5, 75.0, 37.5, 12.5, 12.5], false),
        show("fewer points are better", &turned, &[80.0, 70.0, 75.0, 40.0, 30.0], true),
        show("a year", scale, &year, false),
        show("at the edges", scale, &[0.0, 100.0, 0.0, 100.0], false),
    ]
}

#[cfg(test)]
mod tests {
    use jiff::Span;
    use jiff::civil::date;

    use super::*;
    use crate::content::Content;

    fn drawn(scores: &[f64], direction: Direction) -> String {
        let content = Content::load(None);
        let scale = content.check_in().unwrap().scoring.scales().next().unwrap().clone();
        let scale = Scale { direction, ..scale };
        let points = (0..)
            .zip(scores)
            .map(|(week, score)| Point { date: date(2026, 3, 1) + Span::new().weeks(week), score: *score });
        let series = Series::new(&scale, (0.0, 100.0), points);
        of(&series, About { id: "one", scale: &scale, validated: false }).into_string()
    }

    #[test]
    fn too_few_check_ins_are_shown_and_not_joined() {
        let few = drawn(&[25.0, 50.0, 75.0], Direction::HigherIsBetter);
        assert!(few.contains("Too early to tell: 3 check-ins so far.") && few.matches("<circle").count() == 3);
        assert!(!few.contains("chart-course") && !few.contains("chart-band") && !few.contains("Band"));
        assert!(drawn(&[], Direction::HigherIsBetter).contains("no check-ins here yet"));
    }

    #[test]
    fn every_number_of_the_picture_is_in_the_table() {
        let all = drawn(&[25.0, 37.5, 50.0, 62.5], Direction::HigherIsBetter);
        for cell in ["March 1, 2026", "March 22, 2026", ">25<", ">37.5<", ">62.5<", "0 to 100"] {
            assert!(all.contains(cell), "{cell}\n{all}");
        }
        assert_eq!(all.matches("<tr>").count(), 5);
        assert!(all.contains("aria-labelledby=\"one-title one-description\"") && all.contains("Nobody has tested"));
    }

    #[test]
    fn the_better_stands_above_and_is_said_to() {
        let height = |text: &str| -> Vec<f64> {
            text.split(" cy=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
        };
        let up = height(&drawn(&[10.0, 20.0, 30.0, 40.0], Direction::HigherIsBetter));
        let turned = drawn(&[90.0, 80.0, 70.0, 60.0], Direction::HigherIsWorse);
        assert_eq!(up, height(&turned));
        assert!(up.windows(2).all(|pair| pair[0] > pair[1]), "a picture counts from above");
        assert!(turned.contains("so fewer points stand higher"));
    }
}
