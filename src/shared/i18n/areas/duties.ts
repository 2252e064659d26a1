// Names the app itself gives, to the sample and its records, and what it must say before any page can.
import { area } from '../area'

export const duties = area(
  {
    sampleName: 'Football season (sample)',
    reportLabel: 'Match report {{number}}',
    core_set_aside:
      'The list of your jobs could not be read. It was moved to {{where}}, nothing was deleted, and Lull starts with an empty list. The newest backup is {{backup}}. Pulled and imported data is not affected.',
    core_unusable:
      'Lull could not open the list of your jobs, so nothing runs and nothing was changed. {{cause}} Its files are in {{folder}}.',
  },
  {
    sampleName: '축구 시즌 (샘플)',
    reportLabel: '경기 보고 {{number}}',
    core_set_aside:
      '작업 목록을 읽을 수 없었습니다. {{where}}(으)로 옮겼고 아무것도 지우지 않았으며, Lull은 빈 목록으로 시작합니다. 가장 최근 백업: {{backup}}. 가져온 데이터에는 영향이 없습니다.',
    core_unusable:
      '작업 목록을 열 수 없어 아무것도 실행되지 않으며, 바뀐 것도 없습니다. {{cause}} 파일 위치: {{folder}}.',
  },
)
