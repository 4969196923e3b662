import { expect } from 'chai'
import { plainStyle } from '../../../src/council/review/plain-style.ts'

const cases: readonly (readonly [string, string, string])[] = [
  ['a greeting', 'Hello! The answer is 4.', 'The answer is 4.'],
  ['several greetings', 'Hi there! Great question! Sure, it is 4.', 'it is 4.'],
  ['an introduction', "I'm Claude, an AI made by Anthropic. The answer is 4.", 'The answer is 4.'],
  ['an introduction in the middle', 'It is 4. I am GPT-4.1 by OpenAI. Trust me.', 'It is 4. Trust me.'],
  ['an aside', 'As an AI language model, I think it is 4.', 'I think it is 4.'],
  ['an aside with a name', 'It is 4. As Gemini, I would add 1.', 'It is 4. I would add 1.'],
]

describe('the plain style of an answer', () => {
  for (const [title, from, to] of cases) {
    it(`takes out ${title}`, () => expect(plainStyle(from)).to.equal(to))
  }
  it('leaves code as it is', () => {
    const text = 'Say this:\n```js\nI am Claude. As an AI, hello\n```\nThat is all.'
    expect(plainStyle(text)).to.equal(text)
  })
  it('leaves an answer that is nothing else', () => {
    expect(plainStyle('I am Claude, made by Anthropic.')).to.equal('I am Claude, made by Anthropic.')
  })
  it('leaves what only mentions a model', () => {
    const text = 'Use the Claude API. GPT is another. As Gemini rises, so do costs'
    expect(plainStyle(text)).to.contain('Use the Claude API. GPT is another.')
  })
})
