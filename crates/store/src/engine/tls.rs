//! Encryption on the way to PostgreSQL.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What the address says of encryption, as PostgreSQL's own programs read it: `sslmode=disable`, `prefer` (unless
/// said), `require`, or `verify-full`, and `sslrootcert=FILE`. Only the last one checks who the server is;
/// `verify-ca` is read as it, which is stricter.
#[derive(Clone)]
pub(crate) struct Tls {
    mode: SslMode,
    connector: MakeRustlsConnect,
}

impl Tls {
    /// Reads and takes out of `address` what it says of encryption.
    ///
    /// # Errors
    /// In words, without what stands in the address.
    pub fn of_address(address: &str) -> Result<(String, Self), String> {
        let (base, query) = address.split_once('?').unwrap_or((address, ""));
        let (mut mode, mut roots, mut others) = ("prefer", None, Vec::new());
        for setting in query.split('&').filter(|setting| !setting.is_empty()) {
            match setting.split_once('=') {
                Some(("sslmode", value)) => mode = value,
                Some(("sslrootcert", value)) => roots = Some(value),
                _ => others.push(setting),
            }
        }
        let (mode, checked) = match mode {
            "disable" => (SslMode::Disable, false),
            "allow" | "prefer" => (SslMode::Prefer, false),
            "require" => (SslMode::Require, roots.is_some()),
            "verify-ca" | "verify-full" => (SslMode::Require, true),
            _ => return Err("sslmode is disable, prefer, require or verify-full".to_owned()),
        };
        let config = if checked { checking(roots)? } else { trusting()? };
        let rest = if others.is_empty() { base.to_owned() } else { format!("{base}?{}", others.join("&")) };
        Ok((rest, Self { mode, connector: MakeRustlsConnect::new(config) }))
    }

    pub fn mode(&self) -> SslMode {
        self.mode
    }

    pub fn connector(&self) -> MakeRustlsConnect {
        self.connector.clone()
    }
}

fn builder() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, String> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    builder.map_err(|_| "this program cannot encrypt".to_owned())
}

/// Takes only a server that the certificates in `roots`, or the system's, vouch for.
fn checking(roots: Option<&str>) -> Result<ClientConfig, String> {
    let mut store = RootCertStore::empty();
    match roots {
        Some(file) => {
            let unreadable = |_| "the file named by sslrootcert holds no certificates".to_owned();
            for certificate in CertificateDer::pem_file_iter(Path::new(file)).map_err(unreadable)? {
                store.add(certificate.map_err(unreadable)?).map_err(|error| error.to_string())?;
            }
        }
        None => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if store.is_empty() {
        return Err("there are no certificates to check the database's with; name some with sslrootcert".to_owned());
    }
    Ok(builder()?.with_root_certificates(store).with_no_client_auth())
}

/// Takes any server: what passes is hidden from who only listens.
fn trusting() -> Result<ClientConfig, String> {
    let builder = builder()?;
    let provider = Arc::clone(builder.crypto_provider());
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyServer(provider))).with_no_client_auth())
}

/// Does not ask who the server is, and checks that it holds the key of the certificate that it shows.
#[derive(Debug)]
struct AnyServer(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Result<(String, SslMode), String> {
        Tls::of_address(address).map(|(rest, tls)| (rest, tls.mode()))
    }

    #[test]
    fn what_the_address_says_of_encryption_is_taken_out_of_it() {
        let base = "postgres://troth@db.example.org/troth";
        assert_eq!(read(base), Ok((base.to_owned(), SslMode::Prefer)));
        assert_eq!(read(&format!("{base}?sslmode=disable")), Ok((base.to_owned(), SslMode::Disable)));
        let others = format!("{base}?connect_timeout=3&sslmode=require&target_session_attrs=read-write");
        let rest = format!("{base}?connect_timeout=3&target_session_attrs=read-write");
        assert_eq!(read(&others), Ok((rest, SslMode::Require)));
    }

    #[test]
    fn what_cannot_be_checked_is_refused_and_nothing_is_quoted() {
        let private = "postgres://troth:secret@db.example.org/troth";
        for wrong in ["sslmode=perhaps", "sslmode=verify-full&sslrootcert=/nowhere/roots.pem"] {
            let refused = read(&format!("{private}?{wrong}"));
            assert!(refused.as_ref().is_err_and(|words| !words.contains("secret")), "{refused:?}");
        }
    }
}
