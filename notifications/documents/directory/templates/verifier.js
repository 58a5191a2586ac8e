// An aid, and no need: the address on the certificate leads to the same page. The code never leaves this machine.
"use strict";
const form = document.getElementById("verification");
const answer = document.getElementById("reponse");

async function pageOf(code) {
  const octets = (text) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey("raw", octets(code), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: octets("spro-annuaire-1"), iterations: 10000 };
  const bits = await crypto.subtle.deriveBits(how, key, 128);
  const name = [...new Uint8Array(bits)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  return `certificats/${name}.html`;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = form.code.value.toUpperCase().replace(/[^0-9A-Z]/g, "");
  if (code.length !== 16) {
    answer.textContent = "Ce code n'a pas seize signes : recopiez-le tel qu'il figure au bas du certificat.";
    return;
  }
  answer.textContent = "Vérification en cours…";
  const page = await pageOf(code);
  const found = await fetch(page, { method: "HEAD" }).then((response) => response.ok, () => false);
  if (found) location.assign(page);
  else answer.textContent = "Aucun certificat en vigueur ne porte ce code. Vérifiez-le, signe par signe.";
});

// Only pages that came by HTTPS may compute a digest.
form.hidden = !(window.crypto && crypto.subtle);
