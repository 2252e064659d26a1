// The records of benchmark `push`: about 200 bytes each, as a small form would write them.

export function recordOf(n: number): string {
  return JSON.stringify({
    id: n,
    title: `Report ${n} of the afternoon`,
    text: 'A few words about what was seen, as somebody would type them between two appointments of the day.',
    writtenAt: '2026-11-22T10:00:00.000Z',
    done: n % 2 === 0,
  })
}
