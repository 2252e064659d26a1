// Names the app itself gives, to the sample and its records, and what it must say before any page can.
import { area } from '../area'

export const duties = area(
  {
    sampleName: 'Football season (sample)',
    reportLabel: 'Match report {{number}}',
    core_set_aside:
      'The file of your sources, jobs and outbox could not be read. It was moved to {{where}}, nothing was deleted, and Lull starts without them. Pulled and imported data is not affected.',
    core_backup: 'The newest backup is {{backup}}.',
    core_unusable:
      'Lull could not open the list of your jobs, so nothing runs and nothing was changed. {{cause}} Its files are in {{folder}}.',
    folder_unusable: 'Lull cannot write to {{folder}}, where it keeps its data, so it does not start. {{cause}}',
  },
  {
    sampleName: '축구 시즌 (샘플)',
    reportLabel: '경기 보고 {{number}}',
    core_set_aside:
      '소스, 작업, 보낼 항목을 담은 파일을 읽을 수 없었습니다. {{where}}(으)로 옮겼고 아무것도 지우지 않았으며, Lull은 그것들 없이 시작합니다. 가져온 데이터에는 영향이 없습니다.',
    core_backup: '가장 최근 백업: {{backup}}.',
    core_unusable:
      '작업 목록을 열 수 없어 아무것도 실행되지 않으며, 바뀐 것도 없습니다. {{cause}} 파일 위치: {{folder}}.',
    folder_unusable: '데이터를 두는 {{folder}}에 쓸 수 없어 Lull을 시작하지 않습니다. {{cause}}',
  },
)
