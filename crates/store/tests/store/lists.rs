//! Lists of what a person wrote, as far as the one who asks may read it.

use troth_domain::access::Viewer;
use troth_domain::people::ItemId;
use troth_domain::writing::{Item, ItemKind};

use crate::on_both_engines;
use crate::persons::{ANA, BO, item, keep, linked, send, with_persons};
use crate::samples::{Books, MARCH, at, minutes, slug};

on_both_engines!(items_of_one_kind_are_listed_apart, what_one_may_not_see_pushes_nothing_out_of_a_list,);

async fn items_of_one_kind_are_listed_apart(books: Books) {
    with_persons(&books).await;
    keep(&books, &item(1, ANA), "a journal").await;
    for number in [2, 3] {
        let week =
            Item { kind: ItemKind::CheckIn, changed_at: at(MARCH) + minutes(i64::from(number)), ..item(number, ANA) };
        keep(&books, &week, "a week").await;
    }
    let of = async |viewer: Viewer, items_max| {
        let wanted = (ItemKind::CheckIn, items_max);
        let found = books.store.items_of_kind(&viewer, ANA, wanted, at(MARCH)).await.expect("it reads");
        found.into_iter().map(|listed| listed.item.id).collect::<Vec<_>>()
    };
    assert_eq!(of(Viewer::Person(ANA), 9).await, [ItemId([3; 16]), ItemId([2; 16])], "the last first");
    assert_eq!(of(Viewer::Person(ANA), 1).await, [ItemId([3; 16])]);
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("a")), Viewer::Owner] {
        assert_eq!(of(viewer, 9).await, []);
    }
}

async fn what_one_may_not_see_pushes_nothing_out_of_a_list(books: Books) {
    linked(&books).await;
    // The last changed are hers alone; two at one time, so that a page ends between them.
    for (number, minute, therapist) in [(1, 0, true), (2, 1, true), (3, 2, false), (4, 2, false), (5, 3, false)] {
        let therapist_since = therapist.then(|| at(MARCH));
        let changed_at = at(MARCH) + minutes(minute);
        let one = Item { kind: ItemKind::CheckIn, changed_at, therapist_since, ..item(number, ANA) };
        keep(&books, &one, "a week").await;
        if number == 2 {
            send(&books, &one, Some(at(MARCH))).await;
        }
    }
    let of = async |viewer: &Viewer, items_max| {
        let wanted = (ItemKind::CheckIn, items_max);
        let found = books.store.items_of_kind(viewer, ANA, wanted, at(MARCH)).await.expect("it reads");
        found.into_iter().map(|listed| listed.item.id.0[0]).collect::<Vec<_>>()
    };
    let therapist = Viewer::Clinician(slug("a"));
    for (viewer, items_max, expected) in [
        (&therapist, 1, vec![2]),
        (&therapist, 2, vec![2, 1]),
        (&therapist, 4, vec![2, 1]),
        (&Viewer::Person(BO), 1, vec![2]),
        (&Viewer::Person(BO), 3, vec![2]),
        (&Viewer::Person(ANA), 3, vec![5, 3, 4]),
        (&Viewer::Person(ANA), 9, vec![5, 3, 4, 2, 1]),
        (&Viewer::Owner, 9, vec![]),
    ] {
        assert_eq!(of(viewer, items_max).await, expected, "{viewer:?}, at most {items_max}");
    }
}
