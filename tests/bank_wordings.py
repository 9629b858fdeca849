"""How people ask: the wordings of the question bank as data, as journalists, officers, companies and villagers would put it.

None is taken from the lexicon or from the bot's own phrases. Knows nothing of reports or of right answers.
"""

from __future__ import annotations

Wordings = tuple[str, ...]

# Around a Chinese question: {o} the body, {y} the year as said, {w} what is asked.
FRAMES: Wordings = (
    "{y}{w}，{o}的",
    "{o}{y}{w}？",
    "{y}{o}{w}？",
    "请问{y}{o}{w}",
    "{o}在{y}{w}？",
    "麻烦查下{o}{y}{w}，谢谢",
    "{y}，{o}{w}?",
    "我想了解{o}{y}{w}",
    "{o} {y} {w}",
)

# Rows of table 3 in their total column: Chinese after body and year, English with {o} and {y}.
ROWS: dict[str, tuple[Wordings, Wordings]] = {
    "new": (
        (
            "当年新增的公开申请有多少",
            "收件登记的信息公开申请有几份",
            "依申请公开的受理件数（当年新收）是多少",
            "收到过几次政府信息公开的申请",
            "收到多少件信息公开申请",
            "收到的依申请公开有几件",
            "接到了多少份政府信息公开申请",
            "一共收了几件公开申请",
            "新收申请是多少件",
            "有多少人来申请信息公开",
        ),
        (
            "What was the count of incoming disclosure requests at {o} in {y}?",
            "{o}: requests received in {y}?",
            "How many people asked {o} for information in {y}?",
            "How many information requests did {o} receive in {y}?",
            "Number of disclosure applications received by {o} in {y}?",
            "How many freedom-of-information requests were submitted to {o} in {y}?",
            "In {y}, how many new applications did {o} get?",
        ),
    ),
    "carried_in": (
        (
            "去年遗留下来继续办的申请有几件",
            "承接上年的申请多少件",
            "从上一年结转来的申请有几件",
            "上年结转的申请是多少件",
            "有几件申请是上年度没办完转过来的",
        ),
        (
            "How many pending requests from the year before did {o} start {y} with?",
            "How many requests did {o} bring forward from the previous year in {y}?",
            "In {y}, how many applications had {o} carried over from the previous year?",
        ),
    ),
    "carried_out": (
        (
            "跨年没办结的申请还剩几件",
            "留到次年办理的申请有多少",
            "结转到下一年继续办理的申请几件",
            "年底没办完、要转到下一年的申请有多少件",
            "结转下年度的有几件",
        ),
        (
            "How many requests remained unresolved at {o} when {y} ended?",
            "How many requests did {o} carry forward to the next year at the end of {y}?",
            "In {y}, how many applications of {o} were left for the following year?",
        ),
    ),
    "total": (
        (
            "处理完毕的申请共几件",
            "一年里给出答复的申请有几件",
            "办结了多少件申请",
            "答复了几件信息公开申请",
            "申请的办理结果总计多少件",
            "全年办完的申请有多少件",
        ),
        (
            "How many requests did {o} resolve in {y}?",
            "What was the total number of processed applications at {o} in {y}?",
            "How many requests did {o} complete in {y}?",
            "How many applications did {o} answer in {y}?",
            "How many requests did {o} deal with in total in {y}?",
        ),
    ),
    "granted": (
        (
            "申请得到满足、予以公开的有多少",
            "答复“予以公开”的几件",
            "予以公开的申请有几件",
            "同意公开的有多少件",
            "有几件申请是全部公开的",
        ),
        (
            "How many requests were approved in full by {o} in {y}?",
            "How many requests did {o} grant in full in {y}?",
            "How many applications were fully disclosed by {o} in {y}?",
        ),
    ),
    "partial": (
        ("给了部分公开答复的几件", "部分公开的有几件", "区分处理、部分公开的申请多少件", "只公开了一部分的申请有几件"),
        (
            "How many partial disclosures did {o} make in {y}?",
            "How many requests did {o} grant in part in {y}?",
            "How many applications got only partial disclosure from {o} in {y}?",
        ),
    ),
    "denied_state_secret": (
        ("涉密（国家秘密）不予公开的有几件", "因为属于国家秘密不公开的有几件", "以涉及国家秘密为由没公开的申请多少件"),
        (
            "How many applications were turned down by {o} in {y} for state secrecy?",
            "How many requests did {o} refuse as state secrets in {y}?",
        ),
    ),
    "denied_law": (
        ("因为其他法律行政法规禁止公开而拒绝的有几件", "法律法规禁止公开的申请有多少件"),
        ("How many requests did {o} refuse in {y} because disclosure was prohibited by law?",),
    ),
    "denied_safety": (
        ("以危及三安全一稳定为由不予公开的几件", "因“三安全一稳定”没公开的有多少件"),
        ("How many requests did {o} refuse in {y} on the three securities and one stability ground?",),
    ),
    "denied_third_party": (
        (
            "第三方不同意、为保护其合法权益不公开的几件",
            "为了保护第三方合法权益没有公开的有几件",
            "因涉及第三方权益不予公开的多少件",
        ),
        (
            "How many denials at {o} in {y} were based on the interests of third parties?",
            "How many requests did {o} refuse in {y} to protect third-party rights?",
        ),
    ),
    "denied_internal": (
        ("因属内部事务被拒的申请几件", "按内部事务信息不予公开的有几件", "属于三类内部事务信息的申请多少件"),
        ("How many requests did {o} refuse in {y} as internal affairs information?",),
    ),
    "denied_process": (
        ("过程性信息不公开的申请有多少件", "以过程性信息为由不公开的有几件", "属于四类过程性信息的多少件"),
        (
            "How many denials in {y} at {o} concerned deliberative documents?",
            "How many requests did {o} refuse in {y} as process information?",
        ),
    ),
    "denied_case_file": (
        ("以行政执法案卷为由拒绝的几件", "因为是行政执法案卷不公开的几件", "属于执法案卷的申请有多少件"),
        ("How many requests did {o} refuse in {y} because they concerned enforcement case files?",),
    ),
    "denied_query": (
        ("属于行政查询事项的有几件", "按行政查询事项答复的多少件"),
        ("How many requests to {o} in {y} were administrative inquiry matters?",),
    ),
    "unable_not_held": (
        ("查无此信息、本机关不掌握的申请有几件", "本机关不掌握相关信息的有几件", "答复“本机关不掌握”的申请多少件"),
        (
            "In {y}, how often did {o} reply that it does not hold the information?",
            "For how many requests did {o} not hold the information in {y}?",
        ),
    ),
    "unable_no_ready": (
        ("需要加工制作、没有现成信息的几件", "没有现成信息、需要另行制作的有几件", "因为要另行制作而没法提供的多少件"),
        ("How many requests could {o} not answer in {y} because there was no ready-made information?",),
    ),
    "unable_unclear": (
        ("补正后内容仍不明确的申请几件", "补正以后还是不明确的有多少件"),
        ("How many requests to {o} in {y} were still unclear after correction?",),
    ),
    "refused_petition": (
        ("实为信访投诉而不予处理的有几件", "信访举报投诉类的申请有几件", "属于信访、投诉、举报的申请多少件"),
        (
            "How many applications to {o} in {y} were classified as petitions, complaints or reports?",
            "How many requests to {o} in {y} were really petitions or complaints?",
        ),
    ),
    "refused_duplicate": (
        ("属重复申请不予处理的多少件", "重复申请有几件", "因为重复申请没处理的多少件"),
        (
            "How many duplicate applications did {o} have in {y}?",
            "How many repeated requests did {o} record in {y}?",
        ),
    ),
    "refused_publication": (
        ("要求提供公开出版物的申请有几件",),
        ("How many requests to {o} in {y} asked for public publications?",),
    ),
    "refused_mass": (
        ("因数量频次过多、大量反复申请不予处理的几件", "无正当理由大量反复申请的有几件", "大量反复申请的多少件"),
        ("How many excessive repeated requests did {o} have in {y}?",),
    ),
    "refused_confirm": (
        ("要求确认或重新出具已获取信息的申请有几件",),
        ("How many requests asked {o} to confirm or re-issue information already obtained in {y}?",),
    ),
}
ROWS_2021: dict[str, tuple[Wordings, Wordings]] = {
    "other_no_correction": (
        ("申请人逾期不补正、不再处理的有几件", "逾期没补正的申请多少件"),
        ("How many requests to {o} in {y} lapsed because the applicant failed to correct them?",),
    ),
    "other_no_fee": (
        ("逾期未缴费、不再处理的申请有几件",),
        ("How many requests to {o} in {y} lapsed because the applicant failed to pay?",),
    ),
}

# Rows of table 3 beside one kind of applicant: {a} is the applicant.
APPLICANTS: dict[str, tuple[Wordings, str]] = {
    "natural": (("自然人", "个人"), "natural persons"),
    "business": (("商业企业", "企业", "公司"), "companies"),
    "research": (("科研机构",), "research institutions"),
    "public_welfare": (("社会公益组织", "公益组织"), "public-welfare organisations"),
    "legal_service": (("法律服务机构", "律师事务所"), "law firms"),
}
BESIDE: dict[str, tuple[Wordings, Wordings]] = {
    "new": (
        ("收到{a}提出的申请几件", "新收的申请里来自{a}的有多少件", "{a}申请信息公开的有几件"),
        (
            "How many requests from {a} did {o} receive in {y}?",
            "How many of the requests received by {o} in {y} were filed by {a}?",
        ),
    ),
    "granted": (
        ("{a}的申请中予以公开的有几件", "予以公开的申请里{a}提的有几件"),
        ("How many requests by {a} did {o} grant in full in {y}?",),
    ),
    "partial": (("{a}的申请部分公开了几件",), ("How many requests by {a} were granted in part by {o} in {y}?",)),
    "total": (("{a}的申请办结了几件",), ("How many requests by {a} did {o} conclude in {y}?",)),
    "carried_out": (("{a}的申请结转下年度的有几件",), ()),
    "unable_not_held": (("{a}的申请里答复不掌握的有几件",), ()),
    "denied_third_party": (("{a}的申请中因保护第三方合法权益没公开的有几件",), ()),
}

# Table 4: {g} is the group, {r} the result.
SUIT_GROUPS: dict[str, tuple[Wordings, Wordings]] = {
    "review": (("行政复议", "复议案件"), ("administrative reconsiderations",)),
    "suit_direct": (("未经复议直接起诉的案件", "直接起诉的行政诉讼"), ("suits filed directly",)),
    "suit_after": (("复议后起诉的案件", "经复议后又起诉的"), ("suits after reconsideration",)),
}
SUIT_RESULTS: dict[str, tuple[Wordings, Wordings]] = {
    "upheld": (("结果维持", "维持"), ("upheld",)),
    "corrected": (("结果纠正", "被纠正"), ("corrected",)),
    "other": (("其他结果",), ("ended with other results",)),
    "pending": (("尚未审结", "还没审结"), ("still pending",)),
}
SUIT_FRAMES: tuple[Wordings, Wordings] = (
    ("{g}中{r}的有几件", "{g}里{r}多少件"),
    ("How many {g} concerning {o} were {r} in {y}?",),
)
SUIT_TOTALS: dict[str, tuple[Wordings, Wordings]] = {
    "review": (
        (
            "行政复议案子有几件",
            "因政府信息公开引发的复议多少起",
            "因信息公开被申请行政复议多少件",
            "行政复议总数是多少",
            "有几起信息公开行政复议",
        ),
        (
            "How often was {o} taken to administrative reconsideration in {y}?",
            "How many administrative reconsiderations did {o} face in {y}?",
            "How many reconsideration cases over disclosure did {o} have in {y}?",
        ),
    ),
    "suit_direct": (
        ("没走复议直接打官司的几件", "未经复议直接起诉的有几件", "被直接起诉的案件多少件"),
        (
            "How many lawsuits skipped reconsideration and went straight to court against {o} in {y}?",
            "How many suits were filed directly against {o} in {y}?",
        ),
    ),
    "suit_after": (
        ("先复议再诉讼的案件几起", "复议后又起诉的有几件", "复议后起诉的案件总计多少件"),
        ("How many suits after reconsideration were brought against {o} in {y}?",),
    ),
}

# Table 2 of the form since 2021.
PROACTIVE: dict[str, tuple[Wordings, Wordings]] = {
    "norms.issued": (
        (
            "新印发的行政规范性文件是几份",
            "制定规范性文件多少件",
            "制发了几件行政规范性文件",
            "新出台了多少份规范性文件",
            "发了几个红头文件（规范性文件）",
        ),
        (
            "What was the number of new normative documents adopted by {o} in {y}?",
            "How many normative documents did {o} issue in {y}?",
        ),
    ),
    "norms.repealed": (
        ("规范性文件废除了几件", "废止了几件规范性文件", "宣布废止的行政规范性文件有多少件"),
        (
            "How many normative documents were abolished by {o} in {y}?",
            "How many normative documents did {o} repeal in {y}?",
        ),
    ),
    "norms.valid": (
        ("有效期内的规范性文件剩多少件", "现行有效的规范性文件有几件", "目前还有效的行政规范性文件多少件"),
        (
            "How many normative documents did {o} have in effect in {y}?",
            "How many normative documents of {o} were still in force in {y}?",
        ),
    ),
    "rules.issued": (("制发规章几件",), ("How many rules did {o} issue in {y}?",)),
    "rules.valid": (("现行有效的规章有几件",), ()),
    "licences.decisions": (
        (
            "审批了多少件行政许可",
            "行政许可量有多大",
            "作出多少件行政许可决定",
            "行政许可处理决定数量是多少",
            "办了多少件行政许可",
        ),
        (
            "What was the number of administrative licences handled by {o} in {y}?",
            "How many administrative licensing decisions did {o} take in {y}?",
            "How many permits did {o} decide on in {y}?",
        ),
    ),
    "penalties.decisions": (
        (
            "行政处罚了多少件",
            "罚单开了几张（行政处罚件数）",
            "作出多少件行政处罚决定",
            "行政处罚一共多少件",
            "开出了多少起行政处罚",
        ),
        (
            "How many administrative punishments were handed out by {o} in {y}?",
            "How many administrative penalties did {o} impose in {y}?",
            "How many penalty decisions did {o} make in {y}?",
        ),
    ),
    "coercion.decisions": (
        ("行政强制处理决定有多少", "行政强制有几件", "采取行政强制多少件"),
        ("How many administrative coercion decisions did {o} make in {y}?",),
    ),
    "fees.amount_wan_yuan": (
        ("行政事业性收费一年收多少", "行政事业性收费收了多少钱", "行政事业性收费金额是多少万元"),
        (
            "What did {o} take in administrative charges in {y}?",
            "How much did {o} charge in administrative fees in {y}?",
        ),
    ),
}
# Table 2 of the form of 2019 and 2020.
PROACTIVE_2019: dict[str, tuple[Wordings, Wordings]] = {
    "licences.decisions": PROACTIVE["licences.decisions"],
    "penalties.decisions": PROACTIVE["penalties.decisions"],
    "coercion.decisions": PROACTIVE["coercion.decisions"],
    "norms.made": (("规范性文件本年新制作数量是多少",), ()),
    "norms.newly_published": (("规范性文件本年新公开数量是多少",), ()),
    "norms.total_published": (("规范性文件对外公开总数量是多少",), ()),
    "procurement.projects": (
        ("政府集中采购项目有几个", "政府采购项目数量是多少"),
        ("How many procurement projects did {o} have in {y}?",),
    ),
    "procurement.amount": (("政府集中采购总金额是多少",), ("What was the total procurement amount of {o} in {y}?",)),
}

# Sums of cells that people ask for as one number.
GROUPS: dict[str, tuple[Wordings, Wordings]] = {
    "denied": (
        ("被拒绝（不予公开）的申请共多少", "不予公开的一共几件", "拒绝公开的申请有多少件", "不予公开的总数是多少"),
        (
            "What was the total number of denials at {o} in {y}?",
            "How many requests did {o} deny in {y}?",
            "How many requests did {o} refuse to disclose in {y} in total?",
        ),
    ),
    "unable": (
        ("答复无法提供的合计几件", "无法提供的申请有几件", "无法提供信息的总共多少件"),
        (
            "How many replies of {o} in {y} said the information could not be provided?",
            "How many requests was {o} unable to provide information for in {y}?",
        ),
    ),
    "refused": (("不予处理的申请有几件", "不予处理的合计多少件"), ("How many requests did {o} decline to process in {y}?",)),
    "other": (("作其他处理的申请几件",), ()),
    "suits": (
        ("信息公开类诉讼案件合计几件", "当了几回被告", "因信息公开被告上法庭几次", "行政诉讼总共几件", "打了几场信息公开官司"),
        (
            "What was the number of disclosure lawsuits against {o} in {y}?",
            "How many lawsuits over disclosure did {o} face in {y}?",
            "How many times was {o} sued in {y}?",
        ),
    ),
    "handled": (
        ("新收加上年结转一共要办多少件申请", "受理总量是多少件"),
        ("How many applications did {o} have on hand in {y}, new and carried in?",),
    ),
    "organisations": (
        (
            "法人和其他组织提的申请共多少",
            "法人或其他组织提出的申请有几件",
        ),
        (
            "How many requests came from organisations rather than individuals at {o} in {y}?",
            "How many requests did {o} receive from legal persons and other organisations in {y}?",
        ),
    ),
}
RATES: dict[str, tuple[Wordings, Wordings]] = {
    "conclusion": (
        ("办结比例多少", "申请办结率是多少", "依申请公开的办结率有多高"),
        (
            "What percentage of its applications did {o} conclude in {y}?",
            "What was the completion rate of {o} in {y}?",
        ),
    ),
    "disclosure": (
        ("申请的实质公开率是多少", "申请公开率是多少", "公开率有多高"),
        (
            "What percentage of requests did {o} grant, fully or partly, in {y}?",
            "What was the disclosure rate of {o} in {y}?",
        ),
    ),
    "denial": (
        ("拒绝公开的比例有多高", "不予公开率是多少", "不予公开的占比是多少"),
        (
            "What percentage of requests did {o} deny in {y}?",
            "What was the denial rate of {o} in {y}?",
        ),
    ),
    "natural": (
        ("自然人申请占多大比例", "新收申请里自然人占比多少"),
        ("What share of the requests to {o} in {y} came from natural persons?",),
    ),
    "carry": (("申请结转率是多少",), ("What was the carry-over rate of {o} in {y}?",)),
}

# Several at once: the cells, the Chinese and the English question.
SEVERAL: tuple[tuple[Wordings, str, str], ...] = (
    (
        ("T3.new.total", "T3.total.total"),
        "收到和办结的申请各多少件",
        "How many requests did {o} receive and how many did it conclude in {y}?",
    ),
    (("T3.new.total", "T3.carried_in.total", "T3.carried_out.total"), "本年新收、上年结转、结转下年度分别多少件", ""),
    (
        ("T3.granted.total", "T3.partial.total"),
        "予以公开和部分公开的分别有几件",
        "How many requests did {o} grant in full and how many in part in {y}?",
    ),
    (
        ("T2.licences.decisions", "T2.penalties.decisions"),
        "行政许可和行政处罚各多少件",
        "How many licensing decisions and how many penalties did {o} make in {y}?",
    ),
    (
        ("T2.licences.decisions", "T2.penalties.decisions", "T2.coercion.decisions"),
        "行政许可、行政处罚、行政强制分别是多少件",
        "",
    ),
    (("T4.review.total", "T4.suit_direct.total", "T4.suit_after.total"), "行政复议、未经复议直接起诉、复议后起诉各几件", ""),
)
SEVERAL_2021: tuple[tuple[Wordings, str, str], ...] = (
    (
        ("T2.norms.issued", "T2.norms.repealed", "T2.norms.valid"),
        "规范性文件制发、废止、现行有效各多少件",
        "How many normative documents did {o} issue, repeal and keep in force in {y}?",
    ),
    (("T2.norms.issued", "T2.norms.repealed"), "新发和废止的规范性文件分别有几件", ""),
)

# What bodies did or did not: the measure, Chinese and English predicates.
DID: tuple[tuple[str, Wordings, Wordings], ...] = (
    (
        "new",
        ("收到过信息公开申请", "收到了政府信息公开申请", "有人申请信息公开"),
        ("received information requests", "got any disclosure applications"),
    ),
    ("carried_out", ("有申请结转到下一年", "有没办完转到下年度的申请"), ("carried requests over to the next year",)),
    ("denied", ("有不予公开的申请", "拒绝过公开申请"), ("denied any requests", "refused disclosure")),
    ("partial", ("有部分公开的申请",), ("granted requests in part",)),
    ("review", ("被申请过行政复议", "发生过行政复议"), ("faced administrative reconsiderations",)),
    ("suits", ("因信息公开被起诉过", "打过信息公开官司"), ("were sued over disclosure",)),
    ("penalties", ("作出过行政处罚", "有行政处罚决定"), ("imposed administrative penalties",)),
    ("coercion", ("采取过行政强制",), ("took administrative coercion decisions",)),
)
DID_2021: tuple[tuple[str, Wordings, Wordings], ...] = (
    ("norms.repealed", ("废止过规范性文件", "有规范性文件被废止"), ("repealed normative documents",)),
    ("norms.issued", ("制发了规范性文件", "出台过规范性文件"), ("issued normative documents",)),
)
DID_NOT: tuple[tuple[str, Wordings, Wordings], ...] = (
    ("new", ("没有收到信息公开申请", "一件申请都没收到"), ("received no information requests", "did not receive any requests")),
    ("review", ("没有被申请行政复议", "没有发生行政复议"), ("had no administrative reconsiderations",)),
    ("suits", ("没有被起诉过",), ("were not sued",)),
    ("licences", ("没有作出行政许可决定",), ("made no licensing decisions",)),
)
AGAINST: tuple[tuple[str, str, Wordings, Wordings], ...] = (
    ("new", ">", ("收到的申请超过{n}件", "收到申请多于{n}件"), ("received more than {n} requests",)),
    ("new", ">=", ("收到申请不少于{n}件", "收到的申请至少有{n}件"), ("received at least {n} requests",)),
    ("new", "<", ("收到的申请少于{n}件", "收到申请不到{n}件"), ("received fewer than {n} requests",)),
    ("licences", ">", ("行政许可超过{n}件",), ("made more than {n} licensing decisions",)),
)
LIST_FRAMES: tuple[Wordings, Wordings] = (
    ("{y}哪些{s}{w}？", "{y}有哪些{s}{w}？", "{y}{w}的{s}有哪些？", "列出{y}{w}的{s}"),
    ("Which {s} {w} in {y}?", "List the {s} that {w} in {y}."),
)
COUNT_FRAMES: tuple[Wordings, Wordings] = (
    ("{y}有几个{s}{w}？", "{y}有多少{s}{w}？", "{y}{w}的{s}有几家？"),
    ("How many {s} {w} in {y}?",),
)
BODIES: dict[str, tuple[str, str]] = {
    "": ("单位", "bodies"),
    "park": ("园区", "parks"),
    "bureau": ("局", "bureaus"),
    "township": ("乡镇", "townships"),
    "subdistrict": ("街道", "subdistricts"),
}

# Over many reports: the measure with the Chinese words, and the English noun with its verb.
ADDED: dict[str, tuple[str, str]] = {
    "new": ("收到多少件信息公开申请", "information requests were received"),
    "total": ("办结多少件申请", "requests were concluded"),
    "licences": ("作出多少件行政许可", "licensing decisions were made"),
    "penalties": ("作出多少件行政处罚", "penalties were imposed"),
    "review": ("被申请行政复议多少件", "administrative reconsiderations were there"),
}
SUM_FRAMES: tuple[Wordings, Wordings] = (
    ("{y}所有{s}一共{w}？", "{y}全部{s}加起来{w}？", "{y}各{s}合计{w}"),
    ("How many {w} in {y} by all {s} together?", "In {y}, how many {w} in total across all {s}?"),
)
MEAN_FRAMES: tuple[Wordings, Wordings] = (
    ("{y}平均每个{s}{w}？", "{y}{s}平均{w}？"),
    ("How many {w} on average by the {s} in {y}?",),
)
RANKED: dict[str, tuple[str, str, str]] = {
    "new": ("收到的信息公开申请", "received the {most} information requests", "information requests received"),
    "licences": ("行政许可", "made the {most} licensing decisions", "licensing decisions"),
    "penalties": ("行政处罚", "imposed the {most} administrative penalties", "administrative penalties"),
    "review": ("行政复议", "had the {most} administrative reconsiderations", "administrative reconsiderations"),
    "carried_out": (
        "结转下年度的申请",
        "carried over the {most} requests to the next year",
        "requests carried over to the next year",
    ),
}
MOST_FRAMES: tuple[Wordings, Wordings] = (
    ("{y}哪个{s}{w}最多？", "{y}{w}最多的{s}是哪个", "{y}{w}数量最多的是哪个{s}？"),
    ("Which {s} {w} in {y}?",),
)
TOP_FRAMES: tuple[Wordings, Wordings] = (
    ("{y}{w}最多的前{n}个{s}是哪些？", "把{y}{s}按{w}数量从多到少排个名", "{y}{s}{w}数量前{n}名"),
    ("Top {n} {s} by {w} in {y}", "Rank the {s} by {w} in {y}."),
)

# Two against each other.
COMPARED: dict[str, tuple[Wordings, Wordings]] = {
    "new": (
        ("{y}{a}和{b}谁收到的申请多？", "{a}{y}收到的申请比{b}多多少件？", "对比一下{a}与{b}{y}收到的信息公开申请数量"),
        ("Did {a} or {b} receive more requests in {y}?", "Compare the number of requests received by {a} and {b} in {y}."),
    ),
    "licences": (
        ("{y}{a}和{b}哪个行政许可办得多？", "{a}与{b}{y}的行政许可相差多少件？"),
        ("Which made more licensing decisions in {y}, {a} or {b}?",),
    ),
    "penalties": (("{a}和{b}{y}的行政处罚谁多谁少？",), ("Which imposed more penalties in {y}, {a} or {b}?",)),
}
TWO_YEARS: dict[str, tuple[Wordings, Wordings]] = {
    "new": (
        ("{o}{y}收到的申请和{z}比多了还是少了？", "{o}{z}和{y}收到的申请分别是多少件", "对比{o}{z}、{y}两年的申请量"),
        ("Compare the requests {o} received in {z} and {y}.",),
    ),
    "licences": (("{o}{y}行政许可比{z}多多少件？", "{o}{z}和{y}的行政许可差多少"), ()),
}
CHANGED: dict[str, tuple[Wordings, Wordings]] = {
    "new": (
        (
            "{o}{y}的申请比前一年增长了多少件",
            "{o}{y}收到的申请比上年多多少？",
            "{o}{y}的申请量同比变化多少件？",
            "与上年相比，{o}{y}收到的申请增加了几件",
        ),
        (
            "Did {o} receive more requests in {y} than the year before?",
            "How did the number of requests received by {o} change in {y} compared to the previous year?",
        ),
    ),
    "licences": (
        ("{o}{y}行政许可比上一年增加了多少件？", "{o}{y}行政许可同比增减多少"),
        ("How did licensing decisions of {o} change in {y} compared with the previous year?",),
    ),
    "total": (("{o}{y}办结的申请比上年多几件？",), ()),
}
TRENDS: dict[str, tuple[Wordings, Wordings]] = {
    "new": (
        (
            "{o}这些年收到的申请是增是减，各年数字给我",
            "{o}历年收到的申请各有多少件？",
            "{o}这几年信息公开申请量的变化趋势",
            "{o}收到的申请逐年情况怎么样",
        ),
        (
            "How many requests did {o} receive in each year?",
            "How has the number of requests received by {o} developed over the years?",
            "Show the trend of information requests at {o}.",
        ),
    ),
    "licences": (("{o}历年行政许可数量", "{o}的行政许可这几年怎么变化"), ("Show licensing decisions of {o} year by year.",)),
}
ALL_TRENDS: tuple[tuple[str, str, Wordings, Wordings], ...] = (
    (
        "new",
        "",
        ("各年度收到的申请总数变化趋势", "历年全部单位收到的申请合计"),
        ("Trend of information requests over the years across all bodies",),
    ),
    ("new", "park", ("园区历年收到多少申请？",), ("How many requests did the parks receive each year?",)),
    ("licences", "township", ("各乡镇历年行政许可数量走势",), ()),
)

BY_APPLICANT: tuple[Wordings, Wordings] = (
    ("收到的申请都是谁提的", "的申请按申请人类型怎么分布", "申请人构成是怎样的", "的申请主要来自哪类申请人"),
    ("Who filed the requests {o} received in {y}?", "Break down the requests {o} received in {y} by applicant type."),
)
BY_OUTCOME: tuple[Wordings, Wordings] = (
    ("的申请都是怎么处理的", "信息公开申请的办理结果如何", "收到的申请最后怎么答复的"),
    ("How were the requests to {o} handled in {y}?", "What were the outcomes of the requests at {o} in {y}?"),
)
SHARES: tuple[tuple[str, str, Wordings, Wordings], ...] = (
    (
        "T3.new.business",
        "T3.new.total",
        ("新收的申请中商业企业占多少", "企业提的申请占比是多少"),
        ("What percentage of the requests to {o} in {y} came from companies?",),
    ),
    (
        "T3.granted.total",
        "T3.total.total",
        ("予以公开的占办结总数的比例是多少", "予以公开占比多少"),
        ("What share of the requests concluded by {o} in {y} was granted in full?",),
    ),
    ("T3.unable_not_held.total", "T3.total.total", ("不掌握信息的答复占比多少",), ()),
    (
        "T3.new.legal_service",
        "T3.new.total",
        ("律师事务所提的申请占比多少",),
        ("What proportion of the requests to {o} in {y} came from law firms?",),
    ),
)

YES_NO: tuple[tuple[str, Wordings, Wordings], ...] = (
    (
        "new",
        ("有没有收到信息公开申请", "收到过政府信息公开申请吗", "有人申请过信息公开吗"),
        ("Did {o} receive any information requests in {y}?", "Were any information requests filed with {o} in {y}?"),
    ),
    (
        "suits",
        ("有没有因为信息公开被起诉", "被告上法庭过吗", "有行政诉讼吗"),
        ("Was {o} sued over disclosure in {y}?", "Did {o} face any lawsuits in {y}?"),
    ),
    ("review", ("有没有被申请行政复议", "有行政复议案件吗"), ("Did {o} have any administrative reconsideration in {y}?",)),
    ("denied", ("有没有不予公开的情况", "拒绝过公开申请吗"), ("Did {o} deny any requests in {y}?",)),
    ("carried_out", ("有没有结转到下一年的申请",), ("Did {o} carry over any requests to the next year in {y}?",)),
    ("penalties", ("有没有作出行政处罚",), ("Did {o} impose any administrative penalties in {y}?",)),
)
YES_NO_2021: tuple[tuple[str, Wordings, Wordings], ...] = (
    ("norms.repealed", ("是否废止过规范性文件", "有没有废止文件"), ("Did {o} repeal any normative documents in {y}?",)),
    ("norms.issued", ("有没有出台规范性文件",), ("Did {o} issue any normative documents in {y}?",)),
)

CHECKS: tuple[Wordings, Wordings] = (
    ("表三的勾稽关系成立吗", "的数据对得上吗", "报告里的数字有没有自相矛盾", "申请表的数加起来对不对", "正文和表格一致吗"),
    (
        "Do the figures in the {y} report of {o} add up?",
        "Is there any discrepancy between text and tables in the {y} report of {o}?",
    ),
)

CONTACTS: dict[str, tuple[Wordings, Wordings]] = {
    "phone": (
        (
            "找{o}办事打什么电话",
            "{o}的办公电话",
            "{o}的电话是多少？",
            "想问{o}信息公开的事，打哪个电话？",
            "{o}联系电话",
            "{o}座机号码多少",
        ),
        ("How can I phone {o}?", "What is the phone number of {o}?", "Which telephone number can I call to reach {o}?"),
    ),
    "address": (
        ("{o}办公地点", "{o}在哪条路上", "{o}地址在哪？", "{o}在什么地方办公？", "去{o}递交材料要到哪里，地址给一下"),
        ("Give me the street address of {o}.", "What is the address of {o}?", "Where is {o} located?"),
    ),
    "postcode": (("{o}的邮编是多少", "给{o}寄申请，邮政编码写什么？"), ("What is the postcode of {o}?",)),
    "email": (
        ("给{o}发邮件发到哪个邮箱", "{o}的邮箱是什么？", "{o}电子邮箱发我"),
        (
            "What e-mail can I write to at {o}?",
            "What is the email address of {o}?",
        ),
    ),
    "website": (("{o}的报告在哪个网址能下载？",), ("Which website has the report of {o} for download?",)),
}

FIGURES: dict[str, tuple[Wordings, Wordings]] = {
    "published": (
        ("公开的信息总量是多少条", "主动公开了多少条政府信息", "一共发布了多少条信息"),
        (
            "What was the total number of information items {o} released in {y}?",
            "How many items of government information did {o} publish in {y}?",
        ),
    ),
    "website": (
        ("在门户网站发布了多少条信息", "通过网站公开信息多少条"),
        ("How many items did {o} publish on its website in {y}?",),
    ),
    "wechat": (
        ("微信发布的信息有多少条", "微信公众号发了多少条", "公众号发布信息几条"),
        ("How many items did {o} publish on WeChat in {y}?",),
    ),
    "explained": (
        ("解读了多少篇政策", "政策解读发了多少篇", "写了几篇政策解读"),
        (
            "How many policy explanation articles did {o} release in {y}?",
            "How many policy interpretations did {o} publish in {y}?",
        ),
    ),
    "classes": (
        ("开了几期培训班", "办了几期政务公开培训班", "政务公开培训搞了几期"),
        (
            "How many openness training sessions did {o} organise in {y}?",
            "How many training courses did {o} hold in {y}?",
        ),
    ),
    "trainees": (("政务公开培训了多少人次",), ("How many people were trained by {o} in {y}?",)),
    "visitors": (("政府开放日来了多少群众代表", "开放日有多少人参加"), ("How many people attended the open day of {o} in {y}?",)),
    "hotline": (
        ("12345热线办结多少件", "处理了多少件12345热线工单", "12345工单办了多少件"),
        (
            "How many 12345 work orders did {o} close in {y}?",
            "How many 12345 hotline cases did {o} handle in {y}?",
        ),
    ),
    "suggestions": (
        ("人大代表建议办了几件", "承办人大建议多少件"),
        ("How many suggestions of people's congress deputies did {o} handle in {y}?",),
    ),
    "proposals": (
        ("答复政协提案几件", "政协提案办了几件", "办理政协提案多少件"),
        (
            "How many political consultative conference proposals did {o} deal with in {y}?",
            "How many CPPCC proposals did {o} handle in {y}?",
        ),
    ),
    "monitors": (
        (
            "监督员聘了多少名",
            "请了多少名政务公开监督员",
        ),
        ("How many openness monitors did {o} appoint in {y}?",),
    ),
    "opinions": (
        ("征集到多少条意见建议", "公开征求意见收到多少条"),
        ("How many opinions on draft decisions did {o} collect in {y}?",),
    ),
}

PASSAGES: dict[str, tuple[Wordings, Wordings]] = {
    "problems": (
        ("工作中的薄弱环节有哪些", "信息公开还有哪些差距", "信息公开存在哪些问题", "有什么不足", "报告承认了哪些短板"),
        (
            "Where did {o} fall short in {y}?",
            "What problems did {o} report for {y}?",
            "What shortcomings does the {y} report of {o} admit?",
        ),
    ),
    "measures": (
        ("下一步准备怎么做", "有哪些整改举措", "打算怎么改进", "采取了什么改进措施", "怎么整改"),
        (
            "How does {o} plan to improve after {y}?",
            "What improvement measures did {o} announce for {y}?",
        ),
    ),
    "platforms": (("通过哪些渠道公开信息", "有哪些公开平台"), ("Which channels did {o} use to publish information in {y}?",)),
    "fee": (("收取信息处理费了吗", "收信息处理费没有"), ("Did {o} charge any information processing fee in {y}?",)),
}

# What no report here says, asked of a body of this index.
UNSTATED: tuple[Wordings, Wordings] = (
    ("的局长叫什么名字", "招商引资金额是多少", "微博粉丝有多少", "有多少名在编干部", "绿化面积有多大"),
    ("Who is the head of {o}?", "How many followers does the Weibo account of {o} have?"),
)
OUTSIDE: tuple[Wordings, Wordings] = (
    (
        "今天天气怎么样？",
        "帮我写一首关于秋天的诗",
        "红烧肉怎么做？",
        "1加1等于几",
        "给我讲个笑话",
        "明天股市会涨吗？",
        "世界杯谁赢了？",
        "推荐一部电影",
        "怎么学钢琴",
    ),
    (
        "What is the weather like today?",
        "Write me a poem about autumn.",
        "How do I cook rice?",
        "Tell me a joke.",
        "Who won the World Cup?",
        "What is the capital of France?",
    ),
)
# The term as the form prints it, what says its meaning, questions in both languages.
DEFINITIONS: tuple[tuple[str, str, Wordings, Wordings], ...] = (
    (
        "三安全一稳定",
        "国家安全|national security",
        ("三安全一稳定是什么意思？", "“三安全一稳定”指哪些？", "什么叫三安全一稳定"),
        ("What does 三安全一稳定 mean?",),
    ),
    (
        "结转下年度",
        "下一年|下年|next year",
        ("结转下年度是什么意思？", "怎么理解“结转下年度继续办理”"),
        ("What does carried over to the next year mean?",),
    ),
    (
        "内部事务信息",
        "人事管理|personnel",
        ("三类内部事务信息是什么意思", "什么叫内部事务信息？"),
        ("What does 三类内部事务信息 mean?",),
    ),
    ("过程性信息", "讨论记录|drafts", ("四类过程性信息指什么？", "过程性信息是什么意思"), ("What is meant by 过程性信息?",)),
    (
        "部分公开|区分处理",
        "第三十七条|Art. 37|区分|separated",
        ("部分公开是什么意思", "区分处理是什么意思？"),
        ("What does 部分公开 mean?",),
    ),
    ("不予处理", "重复申请|duplicate", ("不予处理是什么意思？",), ("What does 不予处理 mean?",)),
    (
        "信息处理费",
        "第四十二条|Art. 42|收取|charged",
        ("信息处理费是什么意思", "什么叫信息处理费？"),
        ("What is an information processing fee? What does it mean?",),
    ),
)
