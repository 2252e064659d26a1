// Names the app itself gives, to the sample and its records, and what it must say before any page can.
import { area } from '../area'

export const duties = area(
  {
    sampleName: 'Football season (sample)',
    reportLabel: 'Match report {{number}}',
    core_unusable:
      'Lull could not open the list of your jobs, so nothing runs and nothing was changed. {{cause}} Its files are in {{folder}}.',
    folder_unusable: 'Lull cannot write to {{folder}}, where it keeps its data, so it does not start. {{cause}}',
  },
  {
    sampleName: '축구 시즌 (샘플)',
    reportLabel: '경기 보고 {{number}}',
    core_unusable:
      '작업 목록을 열 수 없어 아무것도 실행되지 않으며, 바뀐 것도 없습니다. {{cause}} 파일 위치: {{folder}}.',
    folder_unusable: '데이터를 두는 {{folder}}에 쓸 수 없어 Lull을 시작하지 않습니다. {{cause}}',
  },
)
