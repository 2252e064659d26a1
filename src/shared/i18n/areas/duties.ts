// Names the app itself gives: to the sample, its records, and the daily clean.
import { area } from '../area'

export const duties = area(
  {
    sampleName: 'Football season (sample)',
    reportLabel: 'Match report {{number}}',
  },
  {
    sampleName: '축구 시즌 (샘플)',
    reportLabel: '경기 보고 {{number}}',
  },
)
