// Makes or uses a passkey when a button asks for it, and sends what came of it as an ordinary form.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function make({ challenge, site, algorithms, name, handle, kept }) {
  return navigator.credentials.create({
    publicKey: {
      challenge: new TextEncoder().encode(challenge),
      rp: { id: site, name: site },
      user: { id: bytes(handle), name, displayName: name },
      pubKeyCredParams: algorithms.split(" ").map((alg) => ({ type: "public-key", alg: Number(alg) })),
      excludeCredentials: kept ? kept.split(" ").map((id) => ({ type: "public-key", id: bytes(id) })) : [],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    },
  });
}

function use({ challenge, site }) {
  return navigator.credentials.get({
    publicKey: { challenge: new TextEncoder().encode(challenge), rpId: site, userVerification: "required" },
  });
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  const says = form.querySelector("[role=status]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (location.hostname !== form.dataset.site) {
      says.textContent = says.dataset.elsewhere;
      return;
    }
    says.textContent = "";
    try {
      const made = await (form.dataset.passkey === "create" ? make : use)(form.dataset);
      const { response } = made;
      form.elements.credential.value = text(made.rawId);
      form.elements.client_data.value = text(response.clientDataJSON);
      form.elements.authenticator_data.value = text(response.getAuthenticatorData?.() ?? response.authenticatorData);
      form.elements.signature.value = response.signature ? text(response.signature) : "";
      form.submit();
    } catch {
      says.textContent = says.dataset.refused;
    }
  });
}
