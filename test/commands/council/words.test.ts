import { expect } from 'chai'
import { AuthenticationError, InternalError, NotFoundError } from '../../../src/anthropic/errors.ts'
import {
  dollarsText,
  failureText,
  marks,
  secondsText,
  shortcomingText,
  shortened,
  tokensText,
  totalText,
} from '../../../src/commands/council/words.ts'
import { lackOf, memberOf } from './support.ts'

describe('the words of a council', () => {
  it('cut names in the middle', () => {
    expect(shortened('bedrock:claude', 20)).to.equal('bedrock:claude')
    expect(shortened('bedrock:us.anthropic.claude-sonnet-4', 15)).to.equal('bedrock…onnet-4').and.length(15)
  })
  it('never call an unknown price nothing', () => {
    expect(dollarsText(undefined)).to.equal('?')
    expect(dollarsText(0)).to.equal('$0')
    expect(totalText({ known: 0.05, unknownCalls: 0 })).to.equal('$0.050')
    expect(totalText({ known: 0.05, unknownCalls: 1 })).to.equal('$0.050 + ? for 1 call')
    expect(totalText({ known: 0, unknownCalls: 3 })).to.equal('?')
  })
  it('count tokens and seconds', () => {
    expect(tokensText({ input_tokens: 1_200, output_tokens: 30 })).to.equal('1.2k in, 30 out')
    expect(tokensText(undefined)).to.equal('')
    expect(secondsText(4_800)).to.equal('4.8s')
  })
  it('say what has kept an answer away, and what to do about it', () => {
    expect(shortcomingText(lackOf('a', 'timeout'), 120_000)).to.equal(
      'has not answered within 2m00s (--timeout SECONDS gives more)',
    )
    for (const status of ['late', 'empty', 'refused', 'aborted', 'failed'] as const) {
      expect(shortcomingText(lackOf('a', status)), status).not.to.equal('')
      expect(marks[status]).not.to.equal(marks.answered)
    }
    const ollama = memberOf('x', { model: 'ollama:x' })
    const openai = memberOf('x', { model: 'openai:x' })
    const refused = new InternalError('connect ECONNREFUSED 127.0.0.1:11434')
    expect(failureText(refused, ollama)).to.match(/\(is ollama running\?\)$/)
    expect(failureText(refused, openai)).to.match(/\(claudecodex doctor looks for the reason\)$/)
    expect(failureText(new AuthenticationError('no'), openai)).to.equal('no (check OPENAI_API_KEY)')
    expect(failureText(new NotFoundError('no'), openai)).to.equal('no (check the name of the model)')
    expect(failureText(new InternalError('a\u001b[2Jb'), openai)).to.equal('a\\u{1b}[2Jb')
  })
})
