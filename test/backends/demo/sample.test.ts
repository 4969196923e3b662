import { expect } from 'chai'
import fc from 'fast-check'
import { type Schema, sample } from '../../../src/backends/demo/sample.ts'

const cases: readonly (readonly [string, Schema, unknown])[] = [
  ['the text for a free string', { type: 'string' }, 'hi there'],
  ['as much text as fits', { type: 'string', maxLength: 2 }, 'hi'],
  ['enough text', { type: 'string', minLength: 10 }, 'hi there..'],
  ['a text of the format', { type: 'string', format: 'date' }, '2026-01-01'],
  ['a constant', { const: 7 }, 7],
  ['a default', { type: 'number', default: 3 }, 3],
  ['the first of an enumeration', { type: 'string', enum: ['low', 'high'] }, 'low'],
  ['zero', { type: 'integer' }, 0],
  ['the least number', { type: 'integer', minimum: 3 }, 3],
  ['a number above an open limit', { type: 'integer', exclusiveMinimum: 0 }, 1],
  ['a number below a limit', { type: 'number', maximum: -5 }, -5],
  ['a number below an open limit', { type: 'number', exclusiveMaximum: 0 }, -1],
  ['a multiple', { type: 'integer', minimum: 7, multipleOf: 5 }, 10],
  ['a fraction', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.5],
  ['false', { type: 'boolean' }, false],
  ['null', { type: 'null' }, null],
  ['the type beside null', { type: ['null', 'integer'] }, 0],
  ['an empty list', { type: 'array', items: { type: 'string' } }, []],
  ['the least list', { type: 'array', items: { type: 'boolean' }, minItems: 2 }, [false, false]],
  [
    'a tuple',
    { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }], minItems: 2 },
    [0, 'hi there'],
  ],
  [
    'required properties only',
    { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } }, required: ['a'] },
    { a: 0 },
  ],
  ['a property that nothing describes', { type: 'object', required: ['a'] }, { a: 'hi there' }],
  ['the first choice', { anyOf: [{ type: 'integer' }, { type: 'string' }] }, 0],
  [
    'all parts together',
    {
      allOf: [
        { properties: { a: { type: 'integer' } }, required: ['a'] },
        { properties: { b: { type: 'boolean' } }, required: ['b'] },
      ],
    },
    { a: 0, b: false },
  ],
  ['what a reference names', { $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'integer', minimum: 2 } } }, 2],
  ['anything for a foreign reference', { $ref: 'https://a.example/schema' }, 'hi there'],
]

describe('a sample of a schema', () => {
  for (const [name, schema, value] of cases) {
    it(`is ${name}`, () => expect(sample(schema, 'hi there')).to.deep.equal(value))
  }

  it('ends for a schema that refers to itself', () => {
    const schema = { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] }
    expect(JSON.stringify(sample(schema, ''))).to.contain('{"next":null}')
  })

  it('keeps any pair of limits that a number can keep', () => {
    const limits = fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.nat(1e6))
    fc.assert(
      fc.property(limits, ([minimum, width]) => {
        const value = sample({ type: 'integer', minimum, maximum: minimum + width }, '') as number
        expect(Number.isInteger(value)).to.equal(true)
        expect(value).to.be.within(minimum, minimum + width)
      }),
    )
  })
})
