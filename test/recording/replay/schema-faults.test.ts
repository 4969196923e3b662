import { Ajv } from 'ajv'
import { expect } from 'chai'
import fc from 'fast-check'
import { schemaFaults } from '../../../src/recording/replay/schema-faults.ts'

const faults = (input: unknown, input_schema: Record<string, unknown>): readonly string[] =>
  schemaFaults([{ name: 'Tool', input }], [{ name: 'Tool', input_schema }])

const schema = {
  type: 'object',
  properties: {
    path: { type: 'string' },
    mode: { enum: ['r', 'w'] },
    lines: { type: 'array', items: { type: 'integer' } },
    nested: { type: ['object', 'null'], properties: { x: { const: 1 } }, required: ['x'] },
  },
  required: ['path'],
  additionalProperties: false,
}

describe('the faults of a tool’s input', () => {
  it('are none where it is as the tool wants it', () => {
    expect(faults({ path: 'a', mode: 'r', lines: [1, 2], nested: { x: 1 } }, schema)).to.deep.equal([])
    expect(faults({ path: 'a', nested: null }, schema)).to.deep.equal([])
  })
  it('name what is missing, too much, of another type, or none of what is allowed', () => {
    const input = { mode: 'x', lines: [1, 1.5], nested: {}, more: 1 }
    expect(faults(input, schema)).to.have.members([
      'Tool: /path is missing',
      'Tool: /mode is none of ["r","w"]',
      'Tool: /lines/1 is no integer',
      'Tool: /nested/x is missing',
      'Tool: /more is no field of it',
    ])
    expect(faults('text', schema)).to.deep.equal(['Tool: the input is no object'])
    expect(faults({ path: 'a', nested: { x: 2 } }, schema)).to.deep.equal(['Tool: /nested/x is not 1'])
  })
  it('name a tool that the request does not have', () => {
    expect(schemaFaults([{ name: 'Bash', input: {} }], [])).to.deep.equal([
      'Bash: the request has no such tool',
    ])
  })
  it('are not looked for where a tool is defined by the provider', () => {
    const tools = [{ name: 'web_search', type: 'web_search_20250305' }]
    expect(schemaFaults([{ name: 'web_search', input: 1 }], tools)).to.deep.equal([])
  })
  it('are found behind a reference, and a reference to itself ends', () => {
    const tree = {
      $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, required: ['id'] } },
      $ref: '#/$defs/node',
    }
    expect(faults({ id: 1, next: { id: 2, next: {} } }, tree)).to.deep.equal([
      'Tool: /next/next/id is missing',
    ])
    expect(faults({}, { $ref: '#' })).to.deep.equal([])
  })
  it('are faults to a whole validator too', () => {
    const validate = new Ajv({ strict: false }).compile(schema)
    const piece = fc.oneof(fc.constantFrom('r', 'w', 1, 1.5, null, [1], ['x']), fc.jsonValue({ maxDepth: 1 }))
    const input = fc.record(
      {
        path: piece,
        mode: piece,
        lines: piece,
        nested: fc.oneof(piece, fc.record({ x: piece })),
        more: piece,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(input, value => {
        expect(faults(value, schema).length === 0).to.equal(validate(value))
      }),
    )
  })
})
