//! The first things to write, and what is said before each: `writing.toml`.

use serde::Deserialize;
use toml::Spanned;
use troth_domain::practice::Slug;
use troth_domain::receiving::AccountPart;
use troth_domain::writing::ItemKind;

use super::markdown::Rendered;
use super::reading::Measure;
use super::said::Gathering;
use super::text::Source;
use crate::settings::Fault;

/// What there is to write.
#[derive(Clone, Debug)]
pub struct Writing {
    /// The file it was read from.
    pub file: String,
    /// What a therapist may have to pass on; said before every place to write.
    pub report: String,
    /// That nobody reads it right away, and where help is now; said before every place to write.
    pub unread: String,
    /// Each kind once.
    pub pieces: Vec<Piece>,
    /// Everything that people read, by line.
    pub body: Rendered,
    /// How hard it is to read.
    pub measure: Measure,
}

/// Something to write.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What it becomes.
    pub kind: ItemKind,
    /// A heading that gives nothing away.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// Minutes that it may take.
    pub minutes: u32,
    /// What is said first where it is hard.
    pub warning: Option<String>,
    /// The words of the choice to leave it.
    pub skip: String,
    /// What is asked, in order.
    pub parts: Vec<Part>,
}

/// One place to write in.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name, once in its piece.
    pub name: Slug,
    /// What is asked.
    pub prompt: String,
    /// A few words of help.
    pub hint: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    report: Spanned<String>,
    unread: Spanned<String>,
    piece: Vec<RawPiece>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPiece {
    kind: Spanned<String>,
    title: Spanned<String>,
    purpose: Spanned<String>,
    minutes: u32,
    warning: Option<Spanned<String>>,
    skip: Spanned<String>,
    part: Vec<RawPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPart {
    name: Spanned<String>,
    prompt: Spanned<String>,
    hint: Option<Spanned<String>>,
}

impl Writing {
    /// Reads `writing.toml`.
    ///
    /// # Errors
    /// What is not TOML, a kind that is missing or there twice, parts of an account that are not the six.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let file: File = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
        let faults = file.faults(source);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut said = Gathering::new(source);
        let report = said.sentence(&file.report);
        let unread = said.sentence(&file.unread);
        let pieces = file.piece.iter().filter_map(|piece| piece.read(&mut said)).collect();
        let (body, measure) = said.finish();
        Ok(Self { file: source.file.clone(), report, unread, pieces, body, measure })
    }

    /// The piece for items of this kind; none for what is not written here.
    pub fn piece_for(&self, kind: ItemKind) -> Option<&Piece> {
        self.pieces.iter().find(|piece| piece.kind == kind)
    }
}

impl File {
    fn faults(&self, source: &Source) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mend = format!(
            "keep one [[piece]] of each kind: {}",
            kinds().map(ItemKind::as_str).collect::<Vec<_>>().join(", ")
        );
        for kind in kinds() {
            let found: Vec<_> = self.piece.iter().filter(|piece| piece.kind() == Some(kind)).collect();
            if found.len() != 1 {
                let line = found.get(1).map_or(1, |piece| source.line(piece.kind.span().start));
                let problem = format!("there are {} pieces of the kind {:?}", found.len(), kind.as_str());
                faults.push(source.fault(line, problem, mend.clone()));
            }
        }
        for piece in self.piece.iter().filter(|piece| piece.kind().is_none()) {
            let problem = format!("there is nothing of the kind {:?} to write", piece.kind.get_ref());
            faults.push(source.fault(source.line(piece.kind.span().start), problem, mend.clone()));
        }
        for piece in &self.piece {
            let line = source.line(piece.kind.span().start);
            let mut names: Vec<&str> = piece.part.iter().map(|part| part.name.get_ref().as_str()).collect();
            let parts = AccountPart::ALL.map(AccountPart::as_str);
            if piece.kind() == Some(ItemKind::Account) && names != parts {
                let mend = format!("keep these [[piece.part]], in this order: {}", parts.join(", "));
                faults.push(source.fault(line, "the parts of the account are not the six", mend));
            }
            faults.extend(piece.part.iter().filter_map(|part| part.fault(source)));
            names.sort_unstable();
            if names.is_empty() || names.windows(2).any(|pair| pair.first() == pair.last()) {
                let mend = "give it one [[piece.part]] or more, each with a name of its own";
                faults.push(source.fault(line, "the piece has no part, or two of one name", mend));
            }
        }
        faults
    }
}

/// What can be written here. Answers to questions and exercises have pages of their own.
fn kinds() -> impl Iterator<Item = ItemKind> {
    [ItemKind::ImpactStatement, ItemKind::Account, ItemKind::Journal].into_iter()
}

impl RawPiece {
    fn kind(&self) -> Option<ItemKind> {
        kinds().find(|kind| kind.as_str() == self.kind.get_ref())
    }

    fn read(&self, said: &mut Gathering<'_>) -> Option<Piece> {
        Some(Piece {
            kind: self.kind()?,
            title: said.label(&self.title),
            purpose: said.sentence(&self.purpose),
            minutes: self.minutes,
            warning: self.warning.as_ref().map(|text| said.sentence(text)),
            skip: said.label(&self.skip),
            parts: self.part.iter().filter_map(|part| part.read(said)).collect(),
        })
    }
}

impl RawPart {
    /// What is written is kept under the part's name: with another, the part would not be asked.
    fn fault(&self, source: &Source) -> Option<Fault> {
        let name = self.name.get_ref();
        Slug::new(name).err()?;
        let mend = "use small letters, digits and hyphens, as in what-i-did";
        Some(source.fault(source.line(self.name.span().start), format!("\"{name}\" is no name for a part"), mend))
    }

    /// `None` for a part with a fault, which was told before.
    fn read(&self, said: &mut Gathering<'_>) -> Option<Part> {
        Some(Part {
            name: Slug::new(self.name.get_ref()).ok()?,
            prompt: said.sentence(&self.prompt),
            hint: self.hint.as_ref().map(|text| said.sentence(text)),
        })
    }
}
