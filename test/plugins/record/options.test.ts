import { expect } from 'chai'
import { recordOptions } from '../../../plugins/record/options.ts'

const issuesOf = async (options: unknown) => {
  const result = await recordOptions['~standard'].validate(options)
  return (result.issues ?? []).map(({ path = [], message }) => `${path.join('.')}: ${message}`)
}

describe('the options of record', () => {
  it('may all be left out, and all be given', async () => {
    expect(await issuesOf(undefined)).to.deep.equal([])
    expect(await issuesOf({ folder: './logs', file: 'run.jsonl', days: 0.5, megabytes: 100 })).to.deep.equal(
      [],
    )
  })
  it('are refused by name where they are wrong', async () => {
    expect(await issuesOf({ folder: '', file: 3, days: 0, megabytes: '2 GB', keep: true })).to.deep.equal([
      'folder: must be a path',
      'file: must be a path',
      'days: must be a number above 0',
      'megabytes: must be a number above 0',
      'keep: unknown; known are folder, file, days, megabytes',
    ])
  })
})
