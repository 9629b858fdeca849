"""What made-up reports may tell in words, with questions that ask for it; and questions that no such report answers.

A report that holds a fact's mark answers its questions; one that was made without that sentence does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from index.sample.reports import Sample

# The mark of a fact, as it stands in reports, and questions for it.
FACTS: dict[str, tuple[str, ...]] = {
    "未经审查的信息一律不得发布": ("发出去的信息没审查过行不行？", "有没有发生过泄密的事？", "Were there any leaks of secrets?"),
    "属性源头认定机制": ("公文起草的时候要注明什么？", "What must be marked when a document is drafted?"),
    "对失效信息及时撤下或者标注": ("过时的信息是怎么处置的？", "How is outdated information dealt with on the website?"),
    "连续三十日没有更新的栏目": ("栏目多久没更新会被提醒？", "After how many days without updates is a column reminded?"),
    "对历年文件进行数字化整理": ("以前的老文件做了电子化没有？", "Were old files digitised?"),
    "隐去身份证号码和银行账号": ("公示名单时怎么保护个人隐私？", "How is personal data protected in published lists?"),
    "在办事大厅设立政务公开专区": ("办事大厅里有没有给群众查阅信息的专区？", "群众到大厅能用什么设备查信息？"),
    "关停长期不更新的账号": ("长期不更新的新媒体账号怎么处理？", "What happened to new media accounts that were not updated?"),
    "适老化改造": ("为方便老年人看网站做了什么？", "What was done to make the website accessible to the elderly?"),
    "一网通查": ("专题和哪个平台互通？", "开设的专题里集中展示哪些内容？"),
    "通过网站互动栏目答复群众来信": ("群众来信平均多久办完？", "How were letters from the public answered?"),
    "每季度开展错敏词、死链和暗链排查": ("多久排查一次错敏词和死链？", "How often are dead links checked?"),
    "内容包括申请答复、保密审查和政策解读": ("业务培训讲了哪些内容？", "What did the training cover?"),
    "由主要负责人任组长": ("领导小组的组长由谁来当？", "Who heads the leading group?", "配了几名专职人员？"),
    "分值权重占百分之四": ("公开工作在绩效考核里占多大权重？", "What weight does openness have in the performance assessment?"),
    "开展“政府开放日”活动": ("开放日请了哪些人来？", "Who was invited to the open day?"),
    "聘请社会监督员": ("请社会监督员来评议什么？", "What do the social supervisors comment on?"),
    "政策解读形式单一": ("政策解读方面有什么毛病？", "What is wrong with the interpretation of policies?"),
    "起草人员到现场讲解": ("今后打算怎么改进政策解读？", "以后政策发布后几个工作日内配图解？"),
    "部分栏目更新不及时": ("哪些信息公开得太晚？", "Which columns were updated late?"),
    "逾期自动提醒": ("以后怎么防止栏目更新拖延？", "How will late updates of columns be prevented?"),
    "工作人员多为兼职": ("工作人员队伍存在什么问题？", "What problems are there with staff?"),
    "主办、协办双岗制": ("今后怎样稳定工作队伍？", "以后新来的人上岗前要做什么？"),
    "没有写明救济途径": ("答复文书有什么不规范的地方？", "What was wrong with the written replies to applicants?"),
    "由法律顾问审核": ("以后答复发出前由谁审核？", "Who will review the replies before they are sent out?"),
    "资金去向说明不足": ("公开的深度哪里不够？", "群众关心的资金去向说清楚了吗？"),
    "民生资金的分配标准": ("民生资金准备公开哪些方面？", "What about funds for people's livelihood will be disclosed?"),
    "意见征集参与人数少": ("和群众互动得怎么样？", "How poor is interaction with the public?"),
    "十五日内公布采纳情况": ("今后意见征集结束几天内公布采纳情况？", "When will the results of opinion collection be announced?"),
    "公示栏内容陈旧": ("村里的公示栏有什么问题？", "What is the problem with village notice boards?"),
    "每半年对村、社区公开情况开展一次巡查": ("以后隔多久去巡查一次村和社区的公开情况？", "How often will villages be inspected?"),
    "网站检索功能弱": ("网站搜索好用吗？", "Is the search function of the website good?"),
    "支持按文号、主题和年份查找": ("检索功能打算改造成能按什么查找？", "What will the improved search support?"),
    "同一数据在不同栏目口径不一致": ("部门之间的数据有什么矛盾？", "Why do data differ between columns?"),
    "由牵头科室统一口径": ("数据口径将由谁来统一？", "How will data be made consistent?"),
    "政务新媒体原创内容少": ("新媒体内容有什么不足？", "What is lacking in new media content?"),
    "原创比例提高到六成以上": ("原创比例打算提高到多少？", "To what share shall original content rise?"),
    "线下查阅点少": ("对残疾人的需求照顾得怎么样？", "What is lacking for disabled people?"),
    "配备老花镜和助听设备": ("便民服务点以后会配什么给老人用？", "What will service points offer to older people?"),
    "审查环节耗时偏长": ("保密审查有什么毛病？", "What is wrong with the confidentiality review?"),
    "一般信息当日审结": ("今后一般信息多久审完？", "How fast shall ordinary information be cleared?"),
    "少数已失效文件仍在网站显示为有效": ("规范性文件清理得怎么样，有什么漏洞？", "Are repealed documents still shown as valid?"),
    "每年一月集中清理规范性文件": ("今后什么时候集中清理规范性文件？", "When will normative documents be cleaned up?"),
    "公开工作经费没有单列": ("公开工作的经费有着落吗？", "Is there separate funding for the work?"),
    "列入部门预算": ("今后平台维护的钱从哪里出？", "How will platform maintenance be funded?"),
    "对涉及多个科室的申请实行会商": ("碰上复杂的申请怎么办？", "How are complex requests handled?"),
    "答复前一律经过合法性审查": ("依申请公开流程修订了哪些环节？", "Which steps of the request procedure were revised?"),
    "当面、邮寄或者通过网站提交申请": ("可以用哪些方式递交申请？", "How can a request be submitted?"),
}

# What no made-up report tells: other business of the body, or details of its openness work that none goes into.
NEVER_TOLD = (
    "一把手叫什么名字？",
    "办公楼是哪一年建的？",
    "食堂一顿饭多少钱？",
    "公众号有多少粉丝？",
    "网站一年访问量多少？",
    "招商引资金额是多少？",
    "引进了哪些重点项目？",
    "财政收入增长了多少？",
    "有多少个编制？",
    "公务员工资多少？",
    "植树造林多少亩？",
    "处理了几起交通事故？",
    "有没有直播带货？",
    "发了几本政府公报？",
    "开了几场新闻发布会？",
    "用了什么人工智能系统？",
    "有没有建设智能问答机器人？",
    "购买第三方评估花了多少经费？",
    "哪家公司中标了网站改版？",
    "和哪所大学合作？",
    "组织去哪里考察学习了？",
    "获得了哪些荣誉表彰？",
    "在全省排名第几？",
    "有没有人因为公开工作被处分？",
    "申请人满意度是多少？",
    "英文网站做得怎么样？",
    "向社会开放了多少个数据集？",
    "抖音号叫什么？",
    "疫情防控信息发布了几条？",
    "学校招生信息怎么公开？",
    "征地补偿款发了多少？",
    "听证会开了几次？",
    "网络安全演练搞了几次？",
    "审计查出哪些问题？",
    "接了多少个热线电话？",
    "图书馆里能查到什么？",
    "志愿者有多少人？",
    "河长制落实得怎么样？",
    "税收减免政策覆盖多少家企业？",
    "农民工欠薪怎么解决？",
    "Who is the director?",
    "How many followers does the WeChat account have?",
    "How much investment was attracted?",
    "What was the GDP growth?",
    "How many press conferences were held?",
    "Which company built the website?",
    "What awards were received?",
    "How many volunteers took part?",
    "Does the website have an English version?",
    "What was spent on the third-party evaluation?",
    "How many visitors did the website have?",
    "Were any officials punished?",
    "How many hotline calls were received?",
    "Which university is a partner?",
    "How many trees were planted?",
    "What artificial intelligence systems are used?",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to one report; `mark` stands in the sentence that answers it, and is empty where nothing does."""

    question: str
    fact: str
    mark: str


def is_held_out(fact: str) -> bool:
    """Whether a fact is kept from learning, to judge by: every third one."""
    return (*FACTS, *NEVER_TOLD).index(fact) % 3 == 2


def questions(samples: Sequence[Sample], *, each: int = 3) -> Iterator[Asked]:
    """The questions for each fact, put to up to `each` reports that hold it and as many that do not; then what none tells."""
    for number, (mark, asked) in enumerate(FACTS.items()):
        turned = [*samples[number % len(samples) :], *samples[: number % len(samples)]]
        for wording in asked:
            for telling in (True, False):
                for sample in islice((s for s in turned if (mark in s.text) is telling), each):
                    yield Asked(_about(sample, wording), mark, mark if telling else "")
    for number, wording in enumerate(NEVER_TOLD):
        for sample in (samples[number % len(samples)], samples[(7 * number + 5) % len(samples)]):
            yield Asked(_about(sample, wording), wording, "")


def _about(sample: Sample, wording: str) -> str:
    if wording.isascii():
        return f"{sample.organisation} {sample.year}: {wording}"
    return f"{sample.organisation}{sample.year}年{wording}"
