import { expect } from 'chai'
import { gptOss, haiku45, llama, nova, sonnet, sonnet45 } from './backend.ts'
import { judged } from './translation.ts'

const adaptive = { type: 'adaptive' } as const

describe('a request to Converse', () => {
  it('holds what was asked and nothing more', () => {
    expect(judged({}).body).to.deep.equal({
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      inferenceConfig: { maxTokens: 1000 },
    })
  })
  it('case 91: is the same each time, byte by byte', () => {
    const request = { system: 'S', thinking: adaptive, stop_sequences: ['x'] }
    expect(JSON.stringify(judged(request))).to.equal(JSON.stringify(judged(request)))
  })
  it('carries the system prompt with its marks, without the line of attribution', () => {
    const mark = { cache_control: { type: 'ephemeral' as const } }
    const system = [
      { type: 'text' as const, text: 'x-anthropic-billing-header: cc_version=1' },
      { type: 'text' as const, text: 'One.', ...mark },
      { type: 'text' as const, text: ' ' },
    ]
    expect(judged({ system }).body.system).to.deep.equal([
      { text: 'One.' },
      { cachePoint: { type: 'default' } },
    ])
    expect(judged({ system: '' }).body).not.to.have.property('system')
  })
  it('case 106: asks for no more than the model can write, and leaves thinking inside of it', () => {
    const thinking = { type: 'enabled', budget_tokens: 4_000 } as const
    const { body } = judged({ model: haiku45, max_tokens: 8_000, thinking, temperature: 0.3, top_k: 5 })
    expect(body.inferenceConfig).to.deep.equal({ maxTokens: 8_000 })
    expect(body.additionalModelRequestFields).to.deep.equal({ thinking })
    expect(judged({ model: haiku45, max_tokens: 128_000 }).body.inferenceConfig).to.deep.equal({
      maxTokens: 64_000,
    })
  })
  it('case 106: samples as the model allows, and says where it does not', () => {
    const sampling = { temperature: 0.2, top_p: 0.9, top_k: 5 }
    const older = judged({ model: sonnet45, ...sampling })
    expect(older.body.inferenceConfig).to.deep.equal({ maxTokens: 1000, temperature: 0.2 })
    expect(older.body.additionalModelRequestFields).to.deep.equal({ top_k: 5 })
    const newer = judged({ ...sampling })
    expect(newer.body.inferenceConfig).to.deep.equal({ maxTokens: 1000 })
    expect(newer.warnings).to.deep.equal([
      'temperature, top_p: this model does not take them now',
      'top_k: this model does not take it now',
    ])
    expect(judged({ temperature: 1 }).warnings).to.deep.equal([])
    expect(judged({ model: nova, ...sampling }).body).to.deep.include({
      inferenceConfig: { maxTokens: 1000, temperature: 0.2, topP: 0.9 },
      additionalModelRequestFields: { inferenceConfig: { topK: 5 } },
    })
    expect(judged({ model: llama, temperature: 1.5, top_k: 5 }).body).to.deep.equal({
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      inferenceConfig: { maxTokens: 1000, temperature: 1 },
    })
  })
  it('case 108: asks back which stop sequence was met, of Claude', () => {
    const { body } = judged({ stop_sequences: ['###', ' '] })
    expect(body.inferenceConfig).to.deep.include({ stopSequences: ['###'] })
    expect(body.additionalModelResponseFieldPaths).to.deep.equal(['/stop_sequence', '/delta/stop_sequence'])
    expect(judged({ model: nova, stop_sequences: ['###'] }).body).not.to.have.property(
      'additionalModelResponseFieldPaths',
    )
  })
  it('carries effort where the model has a field for it, or a beta', () => {
    const output = { output_config: { effort: 'medium' as const } }
    expect(judged(output).body.outputConfig).to.deep.equal({ effort: 'medium' })
    const opus = judged({ model: 'us.anthropic.claude-opus-4-5-20251101-v1:0', ...output }).body
    expect(opus).not.to.have.property('outputConfig')
    expect(opus.additionalModelRequestFields).to.deep.equal({
      output_config: { effort: 'medium' },
      anthropic_beta: ['effort-2025-11-24'],
    })
    expect(judged({ model: haiku45, ...output }).body).not.to.have.property('outputConfig')
  })
  it('case 87: holds an answer to a schema, or asks for it', () => {
    const schema = { type: 'object', properties: {} }
    const output = { output_config: { format: { type: 'json_schema' as const, schema } } }
    expect(judged(output).body.outputConfig).to.deep.equal({
      textFormat: {
        type: 'json_schema',
        structure: { jsonSchema: { schema: '{"type":"object","properties":{}}', name: 'structured_output' } },
      },
    })
    const plain = judged({ model: llama, ...output })
    expect(plain.body.system).to.deep.equal([
      { text: 'Answer with JSON of this schema, and nothing else:\n{"type":"object","properties":{}}' },
    ])
    expect(plain.warnings).to.have.length(1)
    expect(judged({ output_format: { type: 'json_schema', schema } }).body).to.have.property('outputConfig')
  })
  it('case 107: carries the betas that the model knows, and the context management that goes with one', () => {
    const betas = 'claude-code-20250219,context-1m-2025-08-07,oauth-2025-04-20,context-management-2025-06-27'
    const context_management = { edits: [{ type: 'clear_tool_uses_20250919' }] }
    const { body } = judged({ model: sonnet45, context_management }, { betas })
    expect(body.additionalModelRequestFields).to.deep.equal({
      context_management,
      anthropic_beta: ['context-1m-2025-08-07', 'context-management-2025-06-27'],
    })
    const none = judged({ context_management }, { betas })
    expect(none.body).not.to.have.property('additionalModelRequestFields')
    expect(none.warnings).to.deep.equal(['context_management: this model does not take it'])
    const all = { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] }
    expect(judged({ context_management: all }, { betas }).warnings).to.deep.equal([])
  })
  it('sends other families nothing that is Claude’s own', () => {
    const request = { thinking: adaptive, output_config: { effort: 'high' as const }, top_k: 3 }
    for (const model of [nova, llama]) {
      const { body } = judged({ model, ...request }, { betas: 'context-1m-2025-08-07' })
      expect(JSON.stringify(body)).not.to.match(/thinking|anthropic_beta|effort/)
    }
    expect(judged({ model: gptOss, ...request }).body.additionalModelRequestFields).to.deep.equal({
      reasoning_effort: 'high',
    })
  })
  it('ends the answer that a client has begun without white space', () => {
    const messages = [
      { role: 'user' as const, content: 'Hi' },
      { role: 'assistant' as const, content: 'Well \n' },
    ]
    expect(judged({ model: haiku45, messages }).body.messages[1]?.content).to.deep.equal([{ text: 'Well' }])
  })
  it('adds the guardrail of the configuration', () => {
    const guardrail = { guardrailIdentifier: 'g', guardrailVersion: '1' }
    expect(judged({}, { guardrail }).body.guardrailConfig).to.deep.equal(guardrail)
  })
  it('asks for the ordinary tier where the client wants no other', () => {
    expect(judged({ service_tier: 'standard_only' }).body.serviceTier).to.deep.equal({ type: 'default' })
    expect(judged({ service_tier: 'auto' }).body).not.to.have.property('serviceTier')
  })
  it('case 90: drops what it does not know, says what is missed, and refuses what means something else', () => {
    const { body, warnings } = judged({
      diagnostics: {},
      metadata: { user_id: 'u' },
      safeguards: {},
      speed: 'fast',
    })
    expect(body).to.have.all.keys('messages', 'inferenceConfig')
    expect(warnings.map(text => text.split(':')[0])).to.deep.equal(['safeguards', 'speed'])
    for (const field of ['compaction', 'thread', 'mcp_servers']) {
      expect(() => judged({ [field]: {} })).to.throw(`${field}: not supported by backend cloud`)
    }
  })
  it('keeps a request unchanged that is frozen', () => {
    const messages = Object.freeze([Object.freeze({ role: 'user' as const, content: 'Hi' })])
    expect(() => judged({ model: sonnet, messages })).not.to.throw()
  })
})
