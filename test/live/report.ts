/** What a live test has found, as Markdown to paste into an issue. */

export interface TurnReport {
  readonly turn: string
  /** Milliseconds until the first event of the first answer. */
  readonly first?: number
  /** Milliseconds. */
  readonly total: number
  /** Tokens. */
  readonly input?: number
  /** Tokens. */
  readonly output?: number
  readonly warnings: readonly string[]
  /** What was wrong. Absent where the turn has passed. */
  readonly fault?: string
  /** The event at which it was seen, as JSON. */
  readonly event?: string
}

export interface ProviderReport {
  readonly provider: string
  readonly model?: string
  readonly turns: readonly TurnReport[]
  /** Why there are no turns. */
  readonly skipped?: string
}

export interface ReportFacts {
  readonly version: string
  /** Of Node, and the platform. */
  readonly machine: string
  /** YYYY-MM-DD. */
  readonly date: string
  readonly providers: readonly ProviderReport[]
  /** Never printed, wherever they turn up. */
  readonly secrets: readonly string[]
}

export function reportMarkdown({ version, machine, date, providers, secrets }: ReportFacts): string {
  const lines = [
    `### Live test of claudecodex ${version}`,
    '',
    `${machine}, ${date}`,
    '',
    '| provider | model | turn | result | first event | total | tokens in | tokens out |',
    '|---|---|---|---|---|---|---|---|',
    ...providers.flatMap(rowsOf),
    '',
    ...providers.flatMap(notesOf),
  ]
  return withoutSecrets(`${lines.join('\n').trimEnd()}\n`, secrets)
}

export const hasFailed = (providers: readonly ProviderReport[]): boolean =>
  providers.some(({ turns }) => turns.some(({ fault }) => fault !== undefined))

function rowsOf({ provider, model = '-', turns, skipped }: ProviderReport): readonly string[] {
  if (skipped !== undefined) return [row([provider, model, '-', `skipped: ${skipped}`, '-', '-', '-', '-'])]
  return turns.map(({ turn, fault, first, total, input, output }) =>
    row([
      provider,
      model,
      turn,
      fault === undefined ? 'pass' : '**fail**',
      first === undefined ? '-' : seconds(first),
      seconds(total),
      String(input ?? '-'),
      String(output ?? '-'),
    ]),
  )
}

const row = (cells: readonly string[]): string => `| ${cells.map(cellText).join(' | ')} |`
const cellText = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|')
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

const longest = 1_500
const shortened = (text: string): string =>
  text.length > longest ? `${text.slice(0, longest)} ... (${text.length} characters)` : text

function notesOf({ provider, turns }: ProviderReport): readonly string[] {
  return turns.flatMap(({ turn, fault, event, warnings }) => [
    ...(fault === undefined ? [] : [`**${provider} ${turn}**: ${shortened(cellText(fault))}`, '']),
    ...(fault === undefined || event === undefined ? [] : ['```json', shortened(event), '```', '']),
    ...warnings.flatMap(warning => [`${provider} ${turn} warns: ${cellText(warning)}`, '']),
  ])
}

/** A provider may repeat a key in its refusal. */
const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter(secret => secret.length >= 6)
    .reduce((rest, secret) => rest.replaceAll(secret, '(hidden)'), text)

/** The values of variables whose names say that they hold one. */
export const secretsIn = (environment: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && /KEY|TOKEN|SECRET|PASSWORD/i.test(name) ? [value.trim(), value] : [],
  )
