import { expect } from 'chai'
import type { InputMessage, Tool } from '../../../src/anthropic/request.ts'
import { briefingOf } from '../../../src/backends/council/briefing.ts'
import { roughCount } from '../../../src/backends/shared/count.ts'
import { agentRequest, longWords } from './support.ts'

describe('a briefing', () => {
  it('tells what there is to know, without tools, and ends with what is wanted', () => {
    const { system, messages, ...rest } = briefingOf(
      agentRequest(
        [
          { role: 'user', content: 'build a shop' },
          { role: 'assistant', content: 'It is there.' },
          { role: 'user', content: longWords },
        ],
        { metadata: { user_id: 'anna' }, temperature: 0.3, thinking: { type: 'adaptive' } },
      ),
    )
    expect(rest).to.deep.equal({
      model: 'claude-opus-5-5',
      max_tokens: 8_192,
      stream: true,
      metadata: { user_id: 'anna' },
    })
    expect(system).to.contain('PLAN:').and.to.contain('CONFIDENCE:')
    expect(messages).to.have.lengthOf(1)
    expect(messages[0]?.content)
      .to.contain('The person: build a shop')
      .and.to.contain('- Bash: Runs a command.')
      .and.to.contain(longWords)
      .and.not.to.contain('input_schema')
  })

  it('is at most 15,000 tokens, however long the conversation has become', () => {
    const messages: InputMessage[] = [{ role: 'user', content: 'a word '.repeat(40_000) }]
    for (let index = 0; index < 2_000; index++) {
      const id = `t${index}`
      messages.push(
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'said '.repeat(500) },
            { type: 'tool_use', id, name: 'Write', input: { content: 'line\n'.repeat(2_000) } },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'x'.repeat(50_000) }] },
      )
    }
    messages.push(
      { role: 'user', content: 'and now '.repeat(10_000) },
      { role: 'system', content: `# Environment ${'e'.repeat(50_000)}` },
    )
    const tools = Array.from(
      { length: 500 },
      (_, index): Tool => ({
        name: `mcp__server__tool_${index}`,
        description: 'What it does is told at length. '.repeat(50),
      }),
    )
    const { system, messages: briefs } = briefingOf(agentRequest(messages, { tools }))
    const tokens = roughCount(`${JSON.stringify(system)}${JSON.stringify(briefs)}`.length)
    expect(tokens).to.be.at.most(15_000)
    expect(tokens).to.be.above(8_000)
  })

  it('can be written of a conversation in which nobody speaks', () => {
    expect(briefingOf(agentRequest([{ role: 'assistant', content: 'x' }])).messages).to.have.lengthOf(1)
  })
})
