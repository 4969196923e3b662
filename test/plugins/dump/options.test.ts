import { expect } from 'chai'
import { dumpOptions } from '../../../plugins/dump/options.ts'

const issuesOf = async (options: unknown) => {
  const result = await dumpOptions['~standard'].validate(options)
  return (result.issues ?? []).map(({ path = [], message }) => `${path.join('.')}: ${message}`)
}

describe('the options of dump', () => {
  it('may all be left out, and all be given', async () => {
    expect(await issuesOf(undefined)).to.deep.equal([])
    expect(await issuesOf({ folder: './dump', exchanges: 10, megabytes: 1 })).to.deep.equal([])
  })
  it('are refused by name where they are wrong', async () => {
    expect(await issuesOf({ folder: '', exchanges: 0, megabytes: 1.5, files: 3 })).to.deep.equal([
      'folder: must be a path',
      'exchanges: must be a whole number above 0',
      'megabytes: must be a whole number above 0',
      'files: unknown; known are folder, exchanges, megabytes',
    ])
  })
})
