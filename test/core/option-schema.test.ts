import { expect } from 'chai'
import { optionList, optionSchema, type StandardSchema } from 'claudecodex'

const issuesOf = async (schema: StandardSchema, options: unknown) => {
  const result = await schema['~standard'].validate(options)
  return (result.issues ?? []).map(({ path = [], message }) => `${path.join('.')}: ${message}`)
}

describe('a schema out of a table', () => {
  const level = [(value: unknown) => value === 1 || value === 2, '1 or 2'] as const
  const schema = optionSchema<{ level?: number; limits?: object; rules?: readonly object[]; odd?: unknown }>({
    level,
    limits: { day: level, night: { deep: level } },
    rules: optionList({ level }),
    odd: value => (value === 'fine' ? [] : [{ message: 'is odd', path: ['here'] }]),
  })

  it('gives options back as they are, and none as an empty object', async () => {
    const options = { level: 1, limits: { night: { deep: 2 } }, rules: [{ level: 2 }, {}], odd: 'fine' }
    expect(await schema['~standard'].validate(options)).to.deep.equal({ value: options })
    expect(await schema['~standard'].validate(undefined)).to.deep.equal({ value: {} })
  })
  it('lets every option be left out', async () =>
    expect(await issuesOf(schema, { level: undefined, limits: {}, rules: [] })).to.deep.equal([]))
  it('names what is wrong, and where, however deep', async () => {
    const options = {
      level: 3,
      limits: { day: 0, noon: 1, night: { deep: 5 } },
      rules: [{}, { level: 9 }, 4],
      odd: 1,
      toString: 1,
    }
    expect(await issuesOf(schema, options)).to.deep.equal([
      'level: must be 1 or 2',
      'limits.day: must be 1 or 2',
      'limits.noon: unknown; known are day, night',
      'limits.night.deep: must be 1 or 2',
      'rules.1.level: must be 1 or 2',
      'rules.2: must be an object with level',
      'odd.here: is odd',
      'toString: unknown; known are level, limits, rules, odd',
    ])
  })
  it('takes no list for an object, and no object for a list', async () => {
    expect(await issuesOf(schema, [])).to.deep.equal([': must be an object with level, limits, rules, odd'])
    expect(await issuesOf(schema, { rules: {}, limits: [] })).to.deep.equal([
      'rules: must be a list',
      'limits: must be an object with day, night',
    ])
  })
})
