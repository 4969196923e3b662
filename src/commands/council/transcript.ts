/** The transcript of a council, for people and for programs. */
import { scrubText } from '../../recording/scrub.ts'
import { type DocumentFacts, documentOf } from './document.ts'
import type { Question } from './question.ts'
import { answerSection, reviewSection } from './shown.ts'
import type { TallyRow } from './tally.ts'
import { chosenAnswer } from './verdict.ts'
import { dollarsText, secondsText, tokensText, totalText } from './words.ts'

export interface TranscriptFacts extends DocumentFacts {
  readonly question: Question
  readonly rows: readonly TallyRow[]
  readonly startedAt: Date
}

/** Both without keys. */
export const transcriptOf = (
  facts: TranscriptFacts,
): { readonly markdown: string; readonly json: string } => ({
  markdown: scrubText(markdownOf(facts)).text,
  json: scrubText(jsonOf(facts)).text,
})

function jsonOf({ question, startedAt, ...facts }: TranscriptFacts): string {
  const { members, reviewers, chairmen, ...council } = facts.council
  const document = documentOf(facts, { responses: true, reviews: true })
  const whole = {
    ...document,
    startedAt: startedAt.toISOString(),
    question,
    council: { ...council, members, chairmen, ...(reviewers && { reviewers }) },
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}

function markdownOf(facts: TranscriptFacts): string {
  const { end, question, council, absent, startedAt } = facts
  const { text, by } = chosenAnswer(end)
  const sections = [
    `# ${question.text.split('\n', 1)[0]}`,
    aboutText(facts),
    ...(question.text.includes('\n') ? ['## Question', question.text] : []),
    ...question.context.map(({ name, text: context }) => `## Context: ${name}\n\n${fenced(context)}`),
    ...(question.system === undefined ? [] : ['## System prompt', question.system]),
    `## Answer${by === undefined ? '' : ` (${by})`}`,
    text === '' ? '*None.*' : text,
    ...notesOf(facts),
    '## Cost and time',
    tableOf(facts.rows),
    ...rankingOf(facts),
    '## Answers',
    ...end.answers.map(answerSection),
    ...absent.map(({ spec, reason }) => `### ${spec}\n\nleft out: ${reason}`),
    ...(end.reviews.length === 0 ? [] : ['## Reviews', ...end.reviews.map(reviewSection)]),
    `*claudecodex council, ${startedAt.toISOString()}, seed ${council.seed}*`,
  ]
  return `${sections.join('\n\n')}\n`
}

function aboutText({ end, council, totalMs }: TranscriptFacts): string {
  const { status, result } = end
  return [
    `council ${council.mode}, ${status}`,
    `${council.members.length} members`,
    secondsText(totalMs),
    ...(result
      ? [`${result.calls} calls`, totalText(result.dollars), `answer: ${result.synthesis.kind}`]
      : []),
  ].join(' · ')
}

function notesOf({ end: { result, error, status } }: TranscriptFacts): readonly string[] {
  const notes = [
    ...(error && status === 'failed' ? [error.message] : []),
    ...(result?.degraded ?? []).map(text => `degraded: ${text}`),
    ...(result?.dissent ?? []).map(({ member, point }) => `dissent of ${member}: ${point}`),
  ]
  return notes.length === 0 ? [] : [notes.map(note => `- ${note}`).join('\n')]
}

const tableOf = (rows: readonly TallyRow[]): string =>
  [
    '| | model | status | time | tokens | cost |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      ({ role, member, status, timing, usage, dollars }) =>
        `| ${role} | ${member} | ${status} | ${secondsText(timing.totalMs)} | ${tokensText(usage)} | ${usage ? dollarsText(dollars) : ''} |`,
    ),
  ].join('\n')

function rankingOf({ end: { ranking } }: TranscriptFacts): readonly string[] {
  if (!ranking) return []
  const { places, agreement, confidence, isContested } = ranking
  const about = `${confidence} confidence, agreement ${agreement?.toFixed(2) ?? 'unknown'}${isContested ? ', contested' : ''}`
  const rows = places.map(
    ({ member, borda, firsts, ballots, flaws }, index) =>
      `${index + 1}. ${member}: ${borda?.toFixed(2) ?? 'not compared'}, first in ${firsts} of ${ballots}, fatal flaws ${flaws}`,
  )
  return ['## Ranking', about, rows.join('\n')]
}

/** With a fence that the text does not hold. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${text}\n${fence}`
}
