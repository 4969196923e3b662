/**
 * Keys that can be told by their form alone. Each pattern begins with letters that its vendor puts in front, so that
 * ordinary text hardly ever fits. Sources: the vendors' own pages, checked against the rules of gitleaks and of GitHub's
 * secret scanning; last on 2026-11-26.
 */

/** Where a key stands in a text, and of what kind it is. */
export interface KeySpan {
  readonly start: number
  readonly end: number
  /** Small letters and digits. */
  readonly kind: string
}

/** Kind, as placeholders name it -> how such a key looks. Of two that fit at one place the earlier counts. */
export const vendors = {
  anthropic: /sk-ant-[a-z0-9]{3,12}-[\w-]{20,}/,
  openrouter: /sk-or-(?:v\d-)?[\w-]{20,}/,
  openai:
    /sk-(?:proj|svcacct|admin|None)-[\w-]{20,}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|sess-[A-Za-z0-9]{40}/,
  // DeepSeek, Moonshot and others took over the form that OpenAI began with.
  apikey: /sk-[A-Za-z0-9]{32,}/,
  google: /AIza[\w-]{35}|GOCSPX-[\w-]{28}|ya29\.[\w-]{30,}/,
  aws: /(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])|ABSK[A-Za-z0-9+/]{100,}={0,2}|bedrock-api-key-[\w+/=-]{40,}/,
  github: /gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,}/,
  gitlab: /(?:gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)|GR1348941)-?[\w-]{20,}/,
  slack:
    /xox[abeoprs]-[\w-]{10,}|xoxe\.xox[bp]-[\w-]{20,}|xapp-\d-[\w-]{20,}|hooks\.slack\.com\/services\/T\w{6,}\/B\w{6,}\/\w{18,}/,
  npm: /npm_[A-Za-z0-9]{36}/,
  pypi: /pypi-AgE[\w-]{50,}/,
  rubygems: /rubygems_[a-f0-9]{48}/,
  stripe: /[rs]k_(?:live|test|prod)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,}/,
  sendgrid: /SG\.[\w-]{20,24}\.[\w-]{39,50}/,
  twilio: /SK[0-9a-f]{32}(?![A-Za-z0-9])/,
  mailgun: /key-[0-9a-f]{32}(?![A-Za-z0-9])/,
  huggingface: /hf_[A-Za-z]{34}(?![A-Za-z0-9])/,
  groq: /gsk_[A-Za-z0-9]{48,}/,
  xai: /xai-[A-Za-z0-9]{70,}/,
  perplexity: /pplx-[A-Za-z0-9]{40,}/,
  replicate: /r8_[A-Za-z0-9]{37}(?![A-Za-z0-9])/,
  telegram: /\d{8,10}:AA[\w-]{32,34}(?![\w-])/,
  digitalocean: /do[oprt]_v1_[a-f0-9]{64}/,
  databricks: /dapi[a-f0-9]{32}(?:-\d)?(?![A-Za-z0-9])/,
  shopify: /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/,
  linear: /lin_(?:api|oauth)_[A-Za-z0-9]{40,}/,
  notion: /ntn_[A-Za-z0-9]{40,}/,
  vault: /hv[bsr]\.[\w-]{24,}/,
  docker: /dckr_(?:pat|oat)_[\w-]{27,}/,
  supabase: /sbp_[a-f0-9]{40}|sb_secret_[\w-]{20,}/,
  atlassian: /ATATT3[\w=-]{100,}|ATCTT3[\w=-]{100,}/,
  newrelic: /NRAK-[A-Z0-9]{27}/,
  sentry: /sntry[su]_[\w+/=-]{40,}/,
  grafana: /gl(?:sa|c)_[\w+/=]{32,}/,
  postman: /PMAK-[a-f0-9]{24}-[a-f0-9]{34}/,
  tailscale: /tskey-[a-z]+-[\w-]{16,}/,
  age: /AGE-SECRET-KEY-1[0-9A-Z]{58}/,
  doppler: /dp\.(?:pt|st|sa|ct|scim|audit)\.[\w.-]{40,}/,
  planetscale: /pscale_(?:tkn|oauth|pw)_[\w.=-]{32,}/,
  jwt: /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{16,}/,
} as const satisfies Readonly<Record<string, RegExp>>

/** What documents and vendors themselves print as an example. */
const isExample = (value: string): boolean => value.endsWith('EXAMPLE')

/** Letters, digits, `_` and `-` that every key has in a row. */
const run = 20
/** Characters before such a run that may belong to the key: `123456789:`, `ya29.`, the host of a webhook. */
const lead = 64
/** What follows: further runs, and what stands between them. */
const rest = /[\w.:+/=-]*/y

const inRun = Uint8Array.from({ length: 128 }, (_, code) => (/[\w-]/.test(String.fromCharCode(code)) ? 1 : 0))

const groups = Object.entries(vendors).map(([kind, { source }]) => `(?<${kind}>${source})`)
/** The letter of an escape is no part of a word: at the start of a line a key stands behind `\n` in JSON, and `%0A` in an address. */
const border = String.raw`(?<![A-Za-z0-9](?<!\\(?:[bfnrt]|u[0-9a-fA-F]{4})|%[0-9a-fA-F]{2}))`
const anyKey = new RegExp(`${border}(?:${groups.join('|')})`, 'g')

/**
 * Keys of all vendors. The text is sampled, not read: from each place where a run could end it is looked back, and where words
 * are short most characters are never looked at. The expression by itself tries each of them, and takes six times as long.
 */
export function vendorKeys(text: string): readonly KeySpan[] {
  const spans: KeySpan[] = []
  let done = 0
  for (let place = run - 1; place < text.length; ) {
    let before = place
    while (before > place - run && inRun[text.charCodeAt(before)]) before -= 1
    if (before > place - run) {
      place = before + run
      continue
    }
    rest.lastIndex = place
    const end = place + (rest.exec(text)?.[0].length ?? 0)
    spans.push(...keysIn(text, Math.max(done, before - lead), end))
    done = end
    place = end + run
  }
  return spans
}

function keysIn(text: string, start: number, end: number): readonly KeySpan[] {
  // One character more, for what may not follow.
  const part = text.slice(start, end + 1)
  const spans: KeySpan[] = []
  anyKey.lastIndex = 0
  for (let match = anyKey.exec(part); match; match = anyKey.exec(part)) {
    const { 0: value, index, groups: named = {} } = match
    const kind = Object.keys(named).find(name => named[name] !== undefined)
    if (kind && !isExample(value))
      spans.push({ start: start + index, end: start + index + value.length, kind })
  }
  return spans
}
