import { expect } from 'chai'
import { type BodySize, bodyOf, bodySizes } from '../../bench/bodies.ts'
import { parseRequest } from '../../src/anthropic/validate.ts'

describe('the requests of the benchmark', () => {
  for (const size of Object.keys(bodySizes) as BodySize[]) {
    const body = bodyOf(size, true)
    const request = parseRequest(body, 'messages')

    it(`have the size that they are named by: ${size}`, () => {
      expect(body.length / bodySizes[size]).to.be.within(0.95, 1.05)
      expect(request.stream).to.equal(true)
      expect(bodyOf(size, false).toString()).to.not.contain('"stream"')
    })
    it(`are conversations with text that is not all ASCII: ${size}`, () => {
      const roles = request.messages.map(({ role }) => role)
      expect(roles).to.deep.equal(roles.map((_, index) => (index % 2 === 0 ? 'user' : 'assistant')))
      expect(body.length).to.be.greaterThan(body.toString().length)
    })
    it(`answer every tool call: ${size}`, () => {
      const blocks = request.messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content))
      const calls = blocks.flatMap(block => (block.type === 'tool_use' ? [block.id] : []))
      const results = blocks.flatMap(block => (block.type === 'tool_result' ? [block.tool_use_id] : []))
      expect(results).to.deep.equal(calls)
      expect(calls.length).to.equal((request.messages.length - 1) / 2)
    })
  }
})
