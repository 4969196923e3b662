/** Days and months by the clock of this machine, and when they end. All times are milliseconds since the epoch. */
export type Period = 'session' | 'day' | 'month'

const padded = (number: number): string => String(number).padStart(2, '0')

/** Such as `2026-11`. */
export function monthOf(time: number): string {
  const date = new Date(time)
  return `${date.getFullYear()}-${padded(date.getMonth() + 1)}`
}

/** Such as `2026-11-26`. */
export const dayOf = (time: number): string => `${monthOf(time)}-${padded(new Date(time).getDate())}`

/** The month before. */
export function monthBefore(time: number): string {
  const date = new Date(time)
  return monthOf(new Date(date.getFullYear(), date.getMonth() - 1, 1).getTime())
}

/** When a period is over; a session never is by itself. */
export function endOf(period: Period, time: number): number | undefined {
  const date = new Date(time)
  if (period === 'session') return undefined
  return period === 'day'
    ? new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime()
    : new Date(date.getFullYear(), date.getMonth() + 1, 1).getTime()
}

/** Such as `2026-11-27 00:00`. */
export function momentText(time: number): string {
  const date = new Date(time)
  return `${dayOf(time)} ${padded(date.getHours())}:${padded(date.getMinutes())}`
}
