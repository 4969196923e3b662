/** Reads what a person asks for: the phrases that the demo knows, in order, joined by `then`. */

export type Step =
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  | { readonly kind: 'read'; readonly file: string }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'subagent'; readonly task: string }

/** `unclear` is the part that is none of the phrases; a prompt with such a part has no steps. */
export interface Instructions {
  readonly steps: readonly Step[]
  readonly unclear?: string
}

const beginning = String.raw`(?:(?:write|create|read|run|execute)\b|(?:ask|have|tell|use)\s+\w+\s+(?:sub-?\s?)?agent\b)`
const courtesy =
  /^(?:(?:hi|hello|hey|ok|okay|please|now|first|next|finally|also|just|kindly|(?:can|could|would|will) you|i want you to)\b[\s,!:]*)+/i
const afterwards = /[\s,!]*(?:\b(?:please|thanks|thank you)\b)?[\s.!?]*$/i

/** A quotation starts a word and ends one, so that the apostrophe of `it's` is none. */
const quotation =
  /(?<![^\s(:])(?:```[\s\S]+?```|`[\s\S]+?`|"[\s\S]+?"|'[\s\S]+?'|“[\s\S]+?”|‘[\s\S]+?’)(?=$|[\s.,;:!?)])/g
const mask = '\uE000'

const then = new RegExp(String.raw`[\s,;.]*\b(?:and\s+)?then\b[\s,]+(?:please\s+)?(?=${beginning})`, 'gi')
// Without a `then` the next phrase is told apart only where the one before has a clear end.
const and = new RegExp(
  String.raw`(?<=${mask}|\bread\s+(?:the\s+)?(?:file\s+)?\S+?)(?:\s*[,;.]\s*(?:and\s+)?|\s+and\s+)(?=${beginning})`,
  'gi',
)

/** Characters; a longer text was pasted, and is searched for no phrases. */
const longest = 8_000

/** The steps that a text asks for; none where it asks for anything else. */
export function readInstructions(text: string): Instructions {
  if (text.length > longest) return { steps: [], unclear: text }
  const steps: Step[] = []
  for (const phrase of phrasesOf(text.trim())) {
    const step = stepOf(phrase, steps)
    if (!step) return { steps: [], unclear: phrase }
    steps.push(step)
  }
  return { steps }
}

/** Cuts between phrases, never inside a quotation. */
function phrasesOf(text: string): readonly string[] {
  const masked = text.replace(quotation, found => mask.repeat(found.length))
  const cuts = [...masked.matchAll(then), ...masked.matchAll(and)].sort((a, b) => a.index - b.index)
  const phrases: string[] = []
  let start = 0
  for (const cut of cuts) {
    if (cut.index < start) continue
    phrases.push(text.slice(start, cut.index))
    start = cut.index + cut[0].length
  }
  return [...phrases, text.slice(start)]
}

function stepOf(phrase: string, before: readonly Step[]): Step | undefined {
  const plain = phrase.trim().replace(courtesy, '')
  return writeOf(plain) ?? readOf(plain, before) ?? runOf(plain) ?? subagentOf(plain)
}

const word = String.raw`(?<file>${quotation.source}|[^\s"'\x60“‘]\S*?)`
const article = String.raw`(?<article>(?:(?:a|an|the|my|this|new|text|small|short)\s+)+)?`
const named = String.raw`(?<named>file\s+(?:called\s+|named\s+)?)?`
const writing = new RegExp(
  String.raw`^(?:write|create)\s+${article}${named}${word}\s+(?:with|containing|saying|(?:that|which)\s+(?:contains|says|reads))` +
    String.raw`(?::|\s)\s*(?:(?:(?:the|this)\s+)?(?:following\s+)?(?:text|contents?|words?|line)\b\s*:?\s+)?(?<text>[\s\S]+)$`,
  'i',
)

function writeOf(phrase: string): Step | undefined {
  const groups = writing.exec(phrase)?.groups
  if (!groups?.file || !groups.text || !isFile(groups)) return undefined
  return { kind: 'write', file: unquoted(groups.file), text: unquoted(withoutPeriod(groups.text)) }
}

const reading = new RegExp(
  String.raw`^read\s+${article}${named}${word}(?:\s+(?:again|back|aloud|to me|for me))?[.,;!?]*$`,
  'i',
)

function readOf(phrase: string, before: readonly Step[]): Step | undefined {
  const groups = reading.exec(phrase.replace(afterwards, ''))?.groups
  if (!groups?.file || !isFile(groups)) return undefined
  if (!/^(?:it|that)$/i.test(groups.file)) return { kind: 'read', file: unquoted(groups.file) }
  const last = before.findLast(step => step.kind === 'write' || step.kind === 'read')
  return last && { kind: 'read', file: last.file }
}

/** `the docs` and `a poem` are no files unless something says so; `hello.txt` and `the file docs` are. */
const isFile = (groups: Readonly<Record<string, string | undefined>>): boolean =>
  !groups.article || groups.named !== undefined || /[./\\]/.test(groups.file ?? '')

const running =
  /^(?:run|execute)\s*(?::|\s)\s*(?:(?:the\s+|this\s+)?(?:(?:shell|bash)\s+)?command\b\s*:?\s+)?(?<command>[\s\S]+)$/i

function runOf(phrase: string): Step | undefined {
  const given = running.exec(phrase)?.groups?.command
  if (given === undefined) return undefined
  const command = unquoted(withoutPeriod(given))
  // `run the tests` names no command, and words behind a quoted command would change what is run.
  if (/^(?:the|a|an|my|your|all|some|this|that|it)(?:\s|$)|^`/i.test(command)) return undefined
  return { kind: 'run', command }
}

const asking =
  /^(?:ask|have|tell|use)\s+(?:a|an|the|one|another)\s+(?:sub-?\s?)?agent\s*(?::|\s)\s*(?:to\s+)?(?<task>[\s\S]+)$/i

function subagentOf(phrase: string): Step | undefined {
  const task = asking.exec(phrase)?.groups?.task
  return task === undefined ? undefined : { kind: 'subagent', task: unquoted(withoutPeriod(task)) }
}

/** One period ends a sentence; two, or one behind a space as in `ls .`, belong to the text. */
const withoutPeriod = (text: string): string => text.trim().replace(/(?<![\s./])\.$/, '')

/** What a quotation holds, where the whole text is one (a word of thanks behind it is let go). */
function unquoted(text: string): string {
  const found = text.match(quotation)?.[0]
  if (!found || !text.startsWith(found) || text.slice(found.length).replace(afterwards, '') !== '')
    return text
  const fence = /^```(?:\w*\n)?([\s\S]+?)\n?```$/.exec(found)
  return fence?.[1] ?? found.slice(1, -1)
}
