// The twenty clubs of the sample season. All are invented; any likeness to a real club is chance.

export interface Club {
  name: string
  venue: string
}

export const clubs: readonly Club[] = [
  { name: 'Alder Rovers', venue: 'Weir Lane' },
  { name: 'Ashbourne Lights', venue: 'The Lamp House' },
  { name: 'Bellhaven Athletic', venue: 'Harbour Field' },
  { name: 'Brackwater Town', venue: 'Sluice Road' },
  { name: 'Cairnmoor', venue: 'Stonepit' },
  { name: 'Calder Vale United', venue: 'Mill Park' },
  { name: 'Dunmarsh Wanderers', venue: 'Reed Ground' },
  { name: 'Eastfold City', venue: 'Market Stadium' },
  { name: 'Fernhollow', venue: 'Greenway' },
  { name: 'Gannet Bay', venue: 'Cliff End' },
  { name: 'Hartsmere County', venue: 'Antler Park' },
  { name: 'Ironbridge Works', venue: 'Foundry Street' },
  { name: 'Kestrel Hill', venue: 'The Perch' },
  { name: 'Larkspur Albion', venue: 'Meadow View' },
  { name: 'Northwick Forge', venue: 'Anvil Ground' },
  { name: 'Oakhampton Saints', venue: 'Abbey Close' },
  { name: 'Pellan Harbour', venue: 'Net Loft Road' },
  { name: 'Ravensgate', venue: 'Tower Bank' },
  { name: 'Southmoor Swifts', venue: 'Heath Field' },
  { name: 'Thornleigh Orient', venue: 'Compass Park' },
]
