/** Secrets of every kind that are nobody's, and a store whose key is known. */
import type { Store } from 'claudecodex'
import { placeholderOf } from '../../../plugins/redact/placeholder.ts'
import { memoryStore } from '../../../src/core/store.ts'

/** Letters and digits that look drawn by lot and are the same in every run. */
export function drawn(
  length: number,
  letters = 'ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz23456789',
): string {
  let state = length * 7_919 + letters.length
  let text = ''
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    text += letters[(state >> 8) % letters.length]
  }
  return text
}

const hex = '0123456789abcdef'
const capitals = 'ABCDEFGHJKLMNPQRSTUVWXYZ234567'
const small = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const base64 = (text: string): string => Buffer.from(text).toString('base64url')

/** One of each vendor's keys, by the kind that its placeholder names. */
export const vendorCanaries: Readonly<Record<string, readonly string[]>> = {
  anthropic: [`sk-ant-api03-${drawn(93)}AA`, `sk-ant-oat01-${drawn(60)}`],
  openrouter: [`sk-or-v1-${drawn(64, hex)}`],
  openai: [`sk-proj-${drawn(48)}`, `sk-${drawn(20)}T3BlbkFJ${drawn(20)}`, `sess-${drawn(40)}`],
  apikey: [`sk-${drawn(32, hex)}`],
  google: [`AIza${drawn(35)}`, `GOCSPX-${drawn(28)}`, `ya29.${drawn(60)}`],
  aws: [`AKIA${drawn(16, capitals)}`, `ASIA${drawn(16, capitals)}`, `ABSK${drawn(110)}==`],
  github: [`ghp_${drawn(36)}`, `ghs_${drawn(36)}`, `github_pat_${drawn(22)}_${drawn(59)}`],
  gitlab: [`glpat-${drawn(20)}`],
  slack: [
    `xoxb-${drawn(12, '123456789')}-${drawn(24)}`,
    `xapp-1-${drawn(11)}-${drawn(13, hex)}-${drawn(64, hex)}`,
    `hooks.slack.com/services/T${drawn(9)}/B${drawn(9)}/${drawn(24)}`,
  ],
  npm: [`npm_${drawn(36)}`],
  pypi: [`pypi-AgEIcHlwaS5vcmc${drawn(70)}`],
  rubygems: [`rubygems_${drawn(48, hex)}`],
  stripe: [`sk_live_${drawn(24)}`, `rk_test_${drawn(24)}`, `whsec_${drawn(32)}`],
  sendgrid: [`SG.${drawn(22)}.${drawn(43)}`],
  twilio: [`SK${drawn(32, hex)}`],
  mailgun: [`key-${drawn(32, hex)}`],
  huggingface: [`hf_${drawn(34, small)}`],
  groq: [`gsk_${drawn(52)}`],
  xai: [`xai-${drawn(80)}`],
  perplexity: [`pplx-${drawn(48)}`],
  replicate: [`r8_${drawn(37)}`],
  telegram: [`1234567890:AA${drawn(33)}`],
  digitalocean: [`dop_v1_${drawn(64, hex)}`],
  databricks: [`dapi${drawn(32, hex)}`],
  shopify: [`shpat_${drawn(32, hex)}`],
  linear: [`lin_api_${drawn(40)}`],
  notion: [`ntn_${drawn(46)}`],
  vault: [`hvs.${drawn(90)}`],
  docker: [`dckr_pat_${drawn(27)}`],
  supabase: [`sbp_${drawn(40, hex)}`, `sb_secret_${drawn(31)}`],
  atlassian: [`ATATT3xFfGF0${drawn(180)}`],
  newrelic: [`NRAK-${drawn(27, capitals)}`],
  sentry: [`sntrys_${drawn(60)}`],
  grafana: [`glsa_${drawn(32)}_${drawn(8, hex)}`],
  postman: [`PMAK-${drawn(24, hex)}-${drawn(34, hex)}`],
  tailscale: [`tskey-auth-${drawn(17)}-${drawn(32)}`],
  age: [`AGE-SECRET-KEY-1${drawn(58, capitals)}`],
  doppler: [`dp.pt.${drawn(43)}`],
  planetscale: [`pscale_tkn_${drawn(43)}`],
  jwt: [`${base64('{"alg":"HS256","typ":"JWT"}')}.${base64('{"sub":"1234567890"}')}.${drawn(43)}`],
}

export const privateKey = `-----BEGIN RSA PRIVATE KEY-----\n${drawn(64)}\n${drawn(64, hex)}\n-----END RSA PRIVATE KEY-----`

export interface ContextCanary {
  readonly kind: string
  readonly secret: string
  /** The text that tells it. */
  readonly text: string
}

/** Secrets that only their surroundings tell. */
export const contextCanaries: readonly ContextCanary[] = [
  { kind: 'privatekey', secret: privateKey, text: privateKey },
  { kind: 'password', secret: 'hunter2-x9Q', text: 'postgres://app:hunter2-x9Q@db.example/shop' },
  { kind: 'token', secret: 'f8Kq2Lw9Zx7Vb3Nm', text: 'curl -H "Authorization: Bearer f8Kq2Lw9Zx7Vb3Nm"' },
  { kind: 'secret', secret: 'correcthorsebattery', text: 'export DB_PASSWORD=correcthorsebattery\n' },
  { kind: 'secret', secret: 'pa$$ w0rd "quoted', text: `APP_SECRET='pa$$ w0rd "quoted'\n` },
  { kind: 'secret', secret: 'Zx81kQpW44rT', text: 'const settings = { "clientSecret": "Zx81kQpW44rT" }' },
  {
    kind: 'secret',
    secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzq3k8Lm1Ab',
    text: 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzq3k8Lm1Ab\n',
  },
]

/** By the option that has them found. */
export const personalCanaries = {
  emails: { kind: 'email', secret: 'ada.lovelace+work@mail.example.org' },
  phones: { kind: 'phone', secret: '+49 171 555 0199' },
  cards: { kind: 'card', secret: '4539 1488 0343 6467' },
  ibans: { kind: 'iban', secret: 'DE89 3704 0044 0532 0130 00' },
} as const

export const key = new Uint8Array(32)

export async function keyedStore(): Promise<Store> {
  const store = memoryStore()
  await store.write('key', Buffer.from(key).toString('base64url'))
  return store
}

export const standIn = (kind: string, secret: string): string => placeholderOf(kind, secret, key)
