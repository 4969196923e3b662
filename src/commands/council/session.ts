/** One sitting of the council at a terminal: everything between the question and the exit code. */
import type { ChalkInstance } from 'chalk'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { CouncilEvent, CouncilParts } from '../../council/types.ts'
import { printable } from '../printable.ts'
import { type AnswerOutput, answerWriter } from './answer-writer.ts'
import { documentOf } from './document.ts'
import type { CouncilFlags } from './flags.ts'
import type { Question } from './question.ts'
import { type Convene, type CouncilEnd, runCouncil } from './run.ts'
import { saveTranscript, transcriptFolder, transcriptName } from './save.ts'
import { answerSection, reviewSection } from './shown.ts'
import type { CouncilStage } from './stage.ts'
import { summaryText } from './summary-text.ts'
import { type TallyRow, tallyOf } from './tally.ts'
import { transcriptOf } from './transcript.ts'
import { chosenAnswer, exitCodeOf } from './verdict.ts'
import type { CouncilView } from './view.ts'

export interface SessionParts {
  readonly flags: CouncilFlags
  readonly stage: CouncilStage
  readonly question: Question
  readonly request: MessagesRequest
  readonly convene: Convene
  readonly parts: CouncilParts
  readonly signal: AbortSignal
  readonly view: CouncilView
  readonly stdout: AnswerOutput
  /** Stderr. */
  readonly say: (text: string) => void
  readonly colors: ChalkInstance
  readonly startedAt: Date
  /** Tells it from others of the same second. */
  readonly id: string
}

/** The exit code. */
export async function sitting(session: SessionParts): Promise<number> {
  const { flags, stage, convene, parts, signal, request, view, stdout } = session
  const writer = answerWriter(flags, stdout)
  const began = parts.clock.now()
  const onEvent = (event: CouncilEvent): void => {
    view.show(event)
    // The answer begins: on a terminal it stands below what was shown until now.
    if (event.type === 'event' && stdout.isTerminal) view.end()
    writer.show(event)
  }
  const end = await runCouncil({ convene, council: stage.council, request, parts, signal, onEvent })
  view.end()
  const totalMs = parts.clock.now() - began
  const rows = tallyOf(end, await chairmanDollars(end, session))
  const transcript = await saved(session, { end, rows, totalMs })
  const facts = { end, council: stage.council, absent: stage.resolved.absent, totalMs, ...transcript }
  writer.end(chosenAnswer(end).text, () =>
    documentOf(facts, { responses: flags.showResponses === true, reviews: flags.showReviews === true }),
  )
  tell(session, { end, rows, totalMs, ...transcript })
  return exitCodeOf(end, stage.council, flags.strict === true)
}

async function chairmanDollars({ result }: CouncilEnd, session: SessionParts): Promise<number | undefined> {
  const { chairmen } = session.stage.council
  const author = chairmen.find(({ id }) => id === result?.synthesis.by)
  return author && result?.message && session.parts.costOf?.(author, result.message.usage)
}

interface Outcome {
  readonly end: CouncilEnd
  readonly rows: readonly TallyRow[]
  readonly totalMs: number
  readonly transcript?: string
}

/** A disk that is full costs the transcript and not the answer. */
async function saved(session: SessionParts, outcome: Outcome): Promise<{ readonly transcript?: string }> {
  const { flags, stage, question, startedAt, id, say, colors } = session
  if (flags.save === false) return {}
  const folder = flags.save ?? transcriptFolder(stage.configuration.home, startedAt)
  const { council, resolved } = stage
  try {
    const text = transcriptOf({ ...outcome, council, absent: resolved.absent, question, startedAt })
    return { transcript: await saveTranscript(folder, transcriptName(startedAt, id), text) }
  } catch (thrown) {
    say(`${colors.yellow('warning')} the transcript is not kept: ${(thrown as Error).message}\n`)
    return {}
  }
}

function tell({ flags, stage, say, colors, stdout }: SessionParts, outcome: Outcome): void {
  const { end } = outcome
  const sections = [
    ...(flags.showResponses && !flags.json ? ['## Answers', ...end.answers.map(answerSection)] : []),
    ...(flags.showReviews && !flags.json ? ['## Reviews', ...end.reviews.map(reviewSection)] : []),
  ]
  if (sections.length > 0) say(`\n${printable(sections.join('\n\n'))}\n`)
  if (flags.quiet && end.status === 'ended') {
    for (const text of end.result?.degraded ?? []) say(`${colors.yellow(`degraded: ${text}`)}\n`)
    return
  }
  const gap = stdout.isTerminal ? '\n' : ''
  say(`${gap}${summaryText({ ...outcome, council: stage.council }, colors)}`)
}
