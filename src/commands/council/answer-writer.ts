/** Stdout: the answer and nothing else, as it comes or in one piece, or everything in JSON. */
import type { CouncilEvent } from '../../council/types.ts'
import { eventJson } from './document.ts'
import { textIn } from './run.ts'

export interface AnswerOutput {
  readonly write: (text: string) => void
  readonly isTerminal: boolean
}

export interface AnswerWriter {
  show(event: CouncilEvent): void
  /** `text`: the whole answer; `document`: all that there is to know. */
  end(text: string, document: () => object): void
}

export const answerWriter = (
  { json, jsonl, select }: { readonly json?: boolean; readonly jsonl?: boolean; readonly select?: boolean },
  output: AnswerOutput,
): AnswerWriter => {
  const line = (text: string) => output.write(`${text}\n`)
  if (json) return { show() {}, end: (_, document) => line(JSON.stringify(document(), null, 2)) }
  if (jsonl) return { show: event => line(eventJson(event)), end() {} }
  return select ? wholeAnswer(output) : streamedAnswer(output)
}

const wholeAnswer = ({ write, isTerminal }: AnswerOutput): AnswerWriter => ({
  show() {},
  end(text) {
    if (text !== '') write(`${harmless(text, isTerminal).trimEnd()}\n`)
  },
})

function streamedAnswer({ write, isTerminal }: AnswerOutput): AnswerWriter {
  let written = ''
  const add = (text: string): void => {
    written += text
    write(harmless(text, isTerminal))
  }
  return {
    show(event) {
      const text = event.type === 'event' ? textIn(event.event) : ''
      if (text !== '') add(text)
    },
    end(text) {
      // Of a member whose answer was chosen only now.
      if (written === '') add(text)
      if (written !== '' && !written.endsWith('\n')) write('\n')
    },
  }
}

/** What a terminal would obey is not the answer's to say; a file gets it as it is. */
const harmless = (text: string, isTerminal: boolean): string =>
  isTerminal ? text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '') : text
