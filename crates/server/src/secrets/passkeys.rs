//! Passkeys (WebAuthn, level 2): what a browser's authenticator says, checked bit by bit.
//!
//! No attestation is asked for, so a new passkey is trusted at first sight; what binds it to the account is the session
//! or link in which it is made. A public key comes in one of the three forms that CTAP2's canonical encoding leaves for
//! it, so no reader of CBOR is needed. Why no library: docs/decisions/0012-passkeys-without-a-library.md.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::{Host, Url};

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;
/// What a page asks an authenticator for, best first.
pub const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

/// Bits of the flags: someone was there, and it was the one whom the device knows.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;
const CREDENTIAL_BYTES_MAX: usize = 1023;
/// The public exponent of every RSA key that authenticators make.
const RSA_EXPONENT: [u8; 3] = [1, 0, 1];

/// The site as authenticators know it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    /// The host that passkeys are made for.
    pub id: String,
    origin: String,
}

/// A public key that an authenticator made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicKey {
    /// The algorithm by its COSE number.
    pub algorithm: i64,
    /// The key, as the algorithm writes it.
    pub bytes: Vec<u8>,
}

/// A passkey that was just made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPasskey {
    /// What the authenticator calls it.
    pub credential: Vec<u8>,
    /// Its public key.
    pub public_key: PublicKey,
    /// How often it was used, where the authenticator counts.
    pub sign_count: u32,
}

/// What a browser sends when a passkey is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// What the browser says it was asked.
    pub client_data: Vec<u8>,
    /// What the authenticator says.
    pub authenticator_data: Vec<u8>,
}

/// What a browser sends when a passkey signs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// Which passkey.
    pub credential: Vec<u8>,
    /// What the browser says it was asked.
    pub client_data: Vec<u8>,
    /// What the authenticator says.
    pub authenticator_data: Vec<u8>,
    /// Its signature over both.
    pub signature: Vec<u8>,
}

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

struct AuthenticatorData<'d> {
    flags: u8,
    sign_count: u32,
    rest: &'d [u8],
}

impl Site {
    /// The site at this address; `None` where it has a number for a name, since no passkey is made for one.
    pub fn at(base_url: &str) -> Option<Self> {
        let url = Url::parse(base_url).ok()?;
        let Some(Host::Domain(host)) = url.host() else { return None };
        Some(Self { id: host.to_owned(), origin: url.origin().ascii_serialization() })
    }

    /// The passkey that was made, and the challenge that it answers, which the caller checks.
    pub fn made(&self, made: &Made) -> Option<(NewPasskey, String)> {
        let challenge = self.challenge_of(&made.client_data, "webauthn.create")?;
        let data = self.authenticator(&made.authenticator_data)?;
        if data.flags & HAS_CREDENTIAL == 0 {
            return None;
        }
        // The authenticator's model, which nobody needs to know.
        let (_, rest) = data.rest.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (credential, key) = rest.split_at_checked(length)?;
        if !(1..=CREDENTIAL_BYTES_MAX).contains(&length) {
            return None;
        }
        let (public_key, rest) = public_key(key)?;
        let ends = rest.is_empty() || data.flags & HAS_EXTENSIONS != 0;
        let passkey = NewPasskey { credential: credential.to_vec(), public_key, sign_count: data.sign_count };
        ends.then_some((passkey, challenge))
    }

    /// The challenge that `signed` answers, which the caller checks, and the authenticator's count, if `key` signed it.
    pub fn signed(&self, key: &PublicKey, signed: &Signed) -> Option<(String, u32)> {
        let challenge = self.challenge_of(&signed.client_data, "webauthn.get")?;
        let data = self.authenticator(&signed.authenticator_data)?;
        let hash = Sha256::digest(&signed.client_data);
        let message = [signed.authenticator_data.as_slice(), &hash].concat();
        key.verify(&message, &signed.signature)?;
        Some((challenge, data.sign_count))
    }

    /// The challenge in what the browser says, if it was asked on our own pages for this.
    fn challenge_of(&self, client_data: &[u8], kind: &str) -> Option<String> {
        let said: ClientData = serde_json::from_slice(client_data).ok()?;
        let is_ours = said.kind == kind && said.origin == self.origin && !said.cross_origin;
        let challenge = String::from_utf8(BASE64URL_NOPAD.decode(said.challenge.as_bytes()).ok()?).ok()?;
        is_ours.then_some(challenge)
    }

    fn authenticator<'d>(&self, bytes: &'d [u8]) -> Option<AuthenticatorData<'d>> {
        let (site, rest) = bytes.split_first_chunk::<32>()?;
        let (flags, rest) = rest.split_first()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let both = PRESENT | VERIFIED;
        let is_ours = site.as_slice() == Sha256::digest(self.id.as_bytes()).as_slice() && flags & both == both;
        is_ours.then_some(AuthenticatorData { flags: *flags, sign_count: u32::from_be_bytes(*count), rest })
    }
}

/// A COSE key in its one canonical form (RFC 9052; CTAP2, "message encoding"), and what comes after it.
fn public_key(bytes: &[u8]) -> Option<(PublicKey, &[u8])> {
    if let Some(rest) = bytes.strip_prefix(b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20") {
        let (x, rest) = rest.split_first_chunk::<32>()?;
        let (y, rest) = rest.strip_prefix(b"\x22\x58\x20")?.split_first_chunk::<32>()?;
        let point = [[4].as_slice(), x, y].concat();
        return Some((PublicKey { algorithm: ES256, bytes: point }, rest));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20") {
        let (x, rest) = rest.split_first_chunk::<32>()?;
        return Some((PublicKey { algorithm: EDDSA, bytes: x.to_vec() }, rest));
    }
    let rest = bytes.strip_prefix(b"\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00")?;
    let (modulus, rest) = rest.split_first_chunk::<256>()?;
    let rest = rest.strip_prefix(b"\x21\x43\x01\x00\x01")?;
    Some((PublicKey { algorithm: RS256, bytes: modulus.to_vec() }, rest))
}

impl PublicKey {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Option<()> {
        let key = self.bytes.as_slice();
        match self.algorithm {
            ES256 => UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_ASN1, key).verify(message, signature).ok(),
            EDDSA => UnparsedPublicKey::new(&signature::ED25519, key).verify(message, signature).ok(),
            RS256 => RsaPublicKeyComponents { n: key, e: RSA_EXPONENT.as_slice() }
                .verify(&signature::RSA_PKCS1_2048_8192_SHA256, message, signature)
                .ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

    use super::*;

    fn site() -> Site {
        Site::at("https://care.example").unwrap()
    }

    fn client_data(kind: &str, origin: &str) -> Vec<u8> {
        let challenge = BASE64URL_NOPAD.encode(b"the challenge");
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#).into_bytes()
    }

    fn data(host: &str, flags: u8, rest: &[u8]) -> Vec<u8> {
        [Sha256::digest(host.as_bytes()).as_slice(), &[flags], &7_u32.to_be_bytes(), rest].concat()
    }

    fn credential(key: &[u8]) -> Vec<u8> {
        [[0; 16].as_slice(), &4_u16.to_be_bytes(), b"name", key].concat()
    }

    fn es256() -> (EcdsaKeyPair, Vec<u8>) {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let point = pair.public_key().as_ref();
        let cose = [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", &point[1..33], b"\x22\x58\x20", &point[33..]].concat();
        (pair, cose)
    }

    fn made(key: &[u8], kind: &str, origin: &str, host: &str, flags: u8) -> Option<(NewPasskey, String)> {
        let made =
            Made { client_data: client_data(kind, origin), authenticator_data: data(host, flags, &credential(key)) };
        site().made(&made)
    }

    #[test]
    fn a_passkey_is_made_for_this_site_by_someone_who_was_there() {
        let (_, key) = es256();
        let (kind, origin, host) = ("webauthn.create", "https://care.example", "care.example");
        let (passkey, challenge) = made(&key, kind, origin, host, 0x45).unwrap();
        assert_eq!((passkey.credential.as_slice(), passkey.sign_count), (b"name".as_slice(), 7));
        assert_eq!((passkey.public_key.algorithm, challenge.as_str()), (ES256, "the challenge"));
        assert_eq!(made(&key, "webauthn.get", origin, host, 0x45), None);
        assert_eq!(made(&key, kind, "https://care.example.elsewhere.example", host, 0x45), None);
        assert_eq!(made(&key, kind, "http://care.example", host, 0x45), None);
        assert_eq!(made(&key, kind, origin, "elsewhere.example", 0x45), None);
        assert_eq!(made(&key, kind, origin, host, 0x41), None, "nobody was recognised");
        assert_eq!(made(&key, kind, origin, host, 0x05), None, "no credential");
        assert_eq!(made(&[key.as_slice(), b"x"].concat(), kind, origin, host, 0x45), None, "something after the key");
        assert!(made(&[key.as_slice(), b"\xa0"].concat(), kind, origin, host, 0xc5).is_some());
        assert_eq!(made(&key[..40], kind, origin, host, 0x45), None);
    }

    fn check_signature(key: &PublicKey, sign: impl Fn(&[u8]) -> Vec<u8>) {
        let (client, authenticator) =
            (client_data("webauthn.get", "https://care.example"), data("care.example", 0x05, b""));
        let message = [authenticator.as_slice(), Sha256::digest(&client).as_slice()].concat();
        let signed = Signed {
            credential: b"name".to_vec(),
            client_data: client,
            authenticator_data: authenticator,
            signature: sign(&message),
        };
        assert_eq!(site().signed(key, &signed), Some(("the challenge".to_owned(), 7)));
        let altered = |alter: fn(&mut Signed)| {
            let mut signed = signed.clone();
            alter(&mut signed);
            site().signed(key, &signed)
        };
        assert_eq!(altered(|signed| signed.authenticator_data[36] ^= 1), None);
        assert_eq!(altered(|signed| signed.client_data.push(b' ')), None);
        assert_eq!(altered(|signed| signed.signature[10] ^= 1), None);
        assert_eq!(altered(|signed| signed.signature.clear()), None);
        let (_, other) = es256();
        assert_eq!(site().signed(&public_key(&other).unwrap().0, &signed), None);
    }

    #[test]
    fn only_the_key_itself_signs() {
        let (pair, cose) = es256();
        let random = SystemRandom::new();
        let key = public_key(&cose).unwrap().0;
        check_signature(&key, |message| pair.sign(&random, message).unwrap().as_ref().to_vec());
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let cose = [b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20".as_slice(), pair.public_key().as_ref()].concat();
        check_signature(&public_key(&cose).unwrap().0, |message| pair.sign(message).as_ref().to_vec());
    }

    #[test]
    fn passkeys_need_a_name_of_the_site() {
        assert_eq!(Site::at("http://localhost:8080").unwrap().id, "localhost");
        assert_eq!(Site::at("http://127.0.0.1:8080"), None);
        assert_eq!(Site::at("http://[::1]:8080"), None);
        assert_eq!(Site::at("nonsense"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let authenticator_data = data("care.example", 0x45, &bytes);
            let client_data = client_data("webauthn.create", "https://care.example");
            let _ = site().made(&Made { client_data, authenticator_data });
            let _ = site().made(&Made { client_data: bytes.clone(), authenticator_data: bytes });
        }
    }
}
