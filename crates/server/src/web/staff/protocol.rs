//! What to do at danger signs: short, plain, and beside the person it is about.

use maud::{Markup, html};

/// For every client, whatever they answered.
pub fn protocol() -> Markup {
    html! {
        details class="protocol" {
            summary { h2 { "If you see signs of danger" } }
            ol {
                li { "Talk to this person alone. Never with the partner on the line or in the room." }
                li { "Call in their safe hours, at their number, with the name they chose. If somebody else answers, you call about an appointment, and nothing more." }
                li { "Ask first: \u{201c}Can you talk freely now?\u{201d} If not, ask when, and stop." }
                li { "If a life is in danger now, call 911. For thoughts of suicide, 988, together if they want that." }
                li { "Ask what they want to do, and what would make today safer. They know the danger best." }
                li { "Keep joint work closed, or pause it. The partner sees no sign of a pause." }
                li { "If a child, or an older or dependent adult, is being hurt, or somebody was seriously threatened, you may have to report it. Tell this person first, if that is safe." }
                li { "Write down what you saw, what you did, and whom you asked." }
            }
            p { strong { "What not to do" } }
            ul {
                li { "Do not tell the partner, or hint at it: not that there was a screening, not that you called." }
                li { "Do not bring it up in a joint session, and do not try to settle it between the two." }
                li { "Do not press them to leave, or to stay. Leaving can be the most dangerous time." }
                li { "Do not send more than a neutral message, and none outside what they called safe." }
            }
            p { a href="/help-now" { "Numbers that you can give them" } }
        }
    }
}
