//! Traces: what two partners and their therapist do over some weeks, step by step.

use crate::streams::Numbers;

/// What one step does. Ana is the one whose private doings must not show; Bo looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Ana writes something, and keeps it to herself.
    AnaWrites,
    /// Ana changes, finishes or deletes something of her own.
    AnaChanges,
    /// Ana shows something to her therapist, or takes it back.
    AnaShowsTherapist,
    /// Ana sends something to Bo.
    AnaShares,
    /// Ana offers an account to Bo.
    AnaOffersAccount,
    /// Ana takes back the last thing that she sent or offered to Bo.
    AnaTakesBack,
    /// Ana answers the safety check.
    AnaScreens(bool),
    /// Ana looks at her week.
    AnaChecksIn,
    /// Ana answers the questions at the beginning, or answers them otherwise, and has a plan proposed.
    AnaEnters,
    /// Ana does something with her plan, or shows it to her therapist.
    AnaPlans,
    /// Ana plans for a setback, or a date ahead, or changes or uses what she planned, or shows it to her therapist.
    AnaPlansAhead,
    /// Ana plans to tell something, tells it, rests, or shows it to her therapist.
    AnaTells,
    /// Ana marks steps of closeness, none of those that Bo ever says yes to.
    AnaMarks,
    /// Ana deletes what she answered, and sometimes her plan.
    AnaForgets,
    /// Ana asks for a rest.
    AnaRests,
    /// Ana changes how she is reached.
    AnaDescribesHerself,
    /// Ana asks for a call.
    AnaAsksForCall,
    /// Ana reads her pages, with what came from Bo.
    AnaReads,
    /// Ana takes with her what is hers.
    AnaExports,
    /// Ana books a time for herself. In the control world a stranger does.
    AnaBooks,
    /// Ana cancels the time that she booked last; or the stranger.
    AnaCancels,
    /// Ana asks for a test message.
    AnaAsksForMessage,
    /// Ana comes into the last live talk, in which Bo is not; or she takes a code for it, where it is for one device.
    AnaComesIn,
    /// Ana types something in the last talk, and does not send it.
    AnaDrafts,
    /// Ana would rather not have the last thing that Bo offered.
    AnaDeclines,
    /// Ana says for herself how the promise went that both agreed to, and plans what could help next time.
    AnaReports,
    /// Ana keeps to herself what she makes of what Bo suggested: she sets words aside, notes that a boundary was crossed,
    /// writes down a doubt, takes back what she gave or added before it comes, and keeps a list of her own for a session, which
    /// she may show to their therapist.
    AnaKeepsToHerself,
    /// Ana does something with an account that Bo offered: she says that she has spoken, asks for parts of it, leaves it after all, or
    /// sets it aside.
    AnaChooses,
    /// Ana leaves, and Bo is to be told only after the trace ends. Now and then she takes back all that she shared. In the
    /// control world she ends the live talks, and stays.
    AnaLeaves,
    /// Bo sends something to Ana.
    BoShares,
    /// Bo offers an account to Ana.
    BoOffersAccount,
    /// Bo does something with an account that Ana offered.
    BoChooses,
    /// Bo writes for himself.
    BoWrites,
    /// Bo sends what his pages' forms send: he writes, shares, takes back, answers wrongly. Each answer is compared.
    BoSends,
    /// Bo asks for a rest, by the form. It holds what is on its way until he was heard, in both worlds.
    BoRests,
    /// Bo marks steps of closeness.
    BoMarks,
    /// Bo books a time for himself.
    BoBooks,
    /// Bo begins a live talk, or one on one device.
    BoBeginsLive,
    /// Bo begins a talk by turns, and speaks.
    BoBeginsTurns,
    /// Bo offers a promise.
    BoOffers,
    /// Bo suggests an agreement, states a boundary, names what keeps coming back, says what he was glad of, adds a line for
    /// a session, or suggests times to check in.
    BoSuggests,
    /// Bo answers the safety check.
    BoScreens(bool),
    /// Bo changes when messages may reach him, or whether any may.
    BoDescribesHimself,
    /// Bo asks for a test message.
    BoAsksForMessage,
    /// The therapist opens the couple's page and pauses for Ana. In the control world they only look.
    TherapistPauses,
    /// The therapist has heard Ana alone, and releases what holds; or only looks.
    TherapistReleases,
    /// The therapist reads what Ana showed.
    TherapistReads,
    /// The therapist gives Ana something to do, and reads what she showed of her plan.
    TherapistAssigns,
    /// The therapist opens the next exercise to both.
    TherapistOpensExercise,
    /// The therapist adds a line for a session, for both.
    TherapistAddsLine,
    /// The therapist closes joint work, for both to see.
    TherapistCloses,
    /// The therapist opens it again.
    TherapistOpens,
    /// Bo looks at every page of his.
    BoLooks,
}

impl Step {
    const ALL: [(Self, u32); 54] = [
        (Self::AnaWrites, 3),
        (Self::AnaChanges, 3),
        (Self::AnaShowsTherapist, 2),
        (Self::AnaShares, 3),
        (Self::AnaOffersAccount, 2),
        (Self::AnaTakesBack, 2),
        (Self::AnaScreens(false), 1),
        (Self::AnaScreens(true), 3),
        (Self::AnaChecksIn, 1),
        (Self::AnaEnters, 2),
        (Self::AnaPlans, 2),
        (Self::AnaPlansAhead, 2),
        (Self::AnaTells, 1),
        (Self::AnaMarks, 2),
        (Self::AnaForgets, 1),
        (Self::AnaRests, 1),
        (Self::AnaDescribesHerself, 1),
        (Self::AnaAsksForCall, 1),
        (Self::AnaReads, 2),
        (Self::AnaExports, 1),
        (Self::AnaBooks, 3),
        (Self::AnaCancels, 1),
        (Self::AnaAsksForMessage, 1),
        (Self::AnaComesIn, 1),
        (Self::AnaDrafts, 1),
        (Self::AnaDeclines, 1),
        (Self::AnaReports, 2),
        (Self::AnaKeepsToHerself, 1),
        (Self::AnaChooses, 2),
        (Self::AnaLeaves, 1),
        (Self::BoShares, 2),
        (Self::BoOffersAccount, 2),
        (Self::BoChooses, 4),
        (Self::BoWrites, 1),
        (Self::BoSends, 2),
        (Self::BoRests, 1),
        (Self::BoMarks, 1),
        (Self::BoBooks, 1),
        (Self::BoBeginsLive, 1),
        (Self::BoBeginsTurns, 1),
        (Self::BoOffers, 2),
        (Self::BoSuggests, 2),
        (Self::BoScreens(false), 1),
        (Self::BoScreens(true), 1),
        (Self::BoDescribesHimself, 1),
        (Self::BoAsksForMessage, 1),
        (Self::TherapistPauses, 2),
        (Self::TherapistReleases, 2),
        (Self::TherapistReads, 1),
        (Self::TherapistAssigns, 1),
        (Self::TherapistOpensExercise, 1),
        (Self::TherapistAddsLine, 1),
        (Self::TherapistCloses, 1),
        (Self::TherapistOpens, 1),
    ];
}

/// One trace: steps with the hours that pass before each. It ends with Bo looking.
#[derive(Clone, Debug)]
pub struct Trace {
    pub number: u64,
    pub steps: Vec<(i64, Step)>,
}

impl Trace {
    /// The trace of this number, the same in every run.
    pub fn of_number(number: u64) -> Self {
        let mut numbers = Numbers::new(number);
        let length = 5 + numbers.below(11);
        let weights = Step::ALL.iter().map(|(_, weight)| u64::from(*weight)).sum();
        // Most begin with an account, and Bo comes back to what is offered to him later on, whatever happened in between.
        let is_offered = numbers.below(3) > 0;
        let mut steps = if is_offered { vec![(0, Step::AnaOffersAccount)] } else { Vec::new() };
        for place in 0..length {
            if is_offered && (place == length / 2 || place + 1 == length) {
                steps.push((26, Step::BoChooses));
            }
            let hours = numbers.of(&[0, 0, 1, 5, 13, 26, 49, 97]);
            let mut place = numbers.below(weights);
            let step = Step::ALL.iter().find(|(_, weight)| {
                let found = place < u64::from(*weight);
                place = place.saturating_sub(u64::from(*weight));
                found
            });
            steps.push((hours, step.map_or(Step::BoLooks, |(step, _)| *step)));
            if numbers.below(6) == 0 {
                steps.push((0, Step::BoLooks));
            }
        }
        steps.push((numbers.of(&[1, 30, 200]), Step::BoLooks));
        Self { number, steps }
    }
}
