import { expect } from 'chai'
import { promptOf } from '../../../src/backends/responses/prompt.ts'
import type { ResponsesRequest } from '../../../src/backends/responses/types.ts'

const requestOf = (more: Partial<ResponsesRequest>): ResponsesRequest => ({
  model: 'm',
  input: [],
  store: false,
  ...more,
})

describe('what of a request to the Responses API costs tokens', () => {
  it('are instructions, words, calls with their outputs, and tools', () => {
    const prompt = promptOf(
      requestOf({
        instructions: 'Be brief',
        input: [
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
          { type: 'message', role: 'assistant', content: 'Yes' },
          { type: 'function_call', call_id: 'c', name: 'Bash', arguments: '{}' },
          { type: 'function_call_output', call_id: 'c', output: 'out' },
        ],
        tools: [{ type: 'function', name: 'Bash', parameters: {}, strict: false }],
        text: { format: 'f' },
      }),
    )
    expect(prompt.texts).to.deep.equal([
      'Be brief',
      'Hi',
      'Yes',
      'Bash',
      '{}',
      'out',
      '{"type":"function","name":"Bash","parameters":{},"strict":false}',
      '{"format":"f"}',
    ])
    expect(prompt).to.include({ images: 0, files: 0, messages: 4 })
  })

  it('case 121: never are base64 or what is encrypted', () => {
    const image = { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' } as const
    const file = {
      type: 'input_file',
      filename: 'a.pdf',
      file_data: 'data:application/pdf;base64,AAAA',
    } as const
    const prompt = promptOf(
      requestOf({
        input: [
          { type: 'message', role: 'user', content: [image, file] },
          { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' },
          { type: 'reasoning', id: 'rs_2', summary: [], content: [{ type: 'reasoning_text', text: 'Hm' }] },
          { type: 'function_call_output', call_id: 'c', output: [image] },
        ],
      }),
    )
    expect(prompt).to.deep.equal({ texts: ['Hm'], images: 2, files: 1, messages: 2 })
  })
})
