"""Words that tell a place from a person, a street or a common word. All folded, as names are compared."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a name, these make it a person's.
TITLES = _words(
    """
    mayor gov governor sheriff chief sen senator rep representative councilmember councilman
    councilwoman councilor councillor judge justice president secretary mr mrs ms dr officer sgt
    sergeant lt lieutenant capt captain deputy commissioner supervisor alderman alderwoman trustee
    assemblymember assemblyman assemblywoman legislator attorney detective agent director chairman
    chairwoman chair delegate reverend rev pastor superintendent undersheriff general st sir lady
    ald cmdr commander county executive attorneys
    """
)
# May stand before a place within a run of capitals without making it a person's name.
LEADING = _words(
    """
    in at the when after from for but and as if both of to while since this that these those on by
    with near city county town village downtown greater metro state a an its their our where
    although though under is are was were how why what who will would can could may police council
    mayors inside outside around across new monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december jan feb mar
    apr jun jul aug sept sep oct nov dec federal local democrats republicans former then all most
    some many other yes no not before until sheriffs nearby meanwhile however here sanctuary welcome
    about re vs v little tiny small rural historic suburban neighboring once only both
    two three four five six seven eight nine ten dozens hundreds several fewer more neither either even
    still also today tonight yesterday
    """
)
# After a name, these make it a street, a school, a paper or a company.
NOT_AFTER = _words(
    """
    university college street st avenue ave road rd boulevard blvd drive dr lane ln highway hwy
    parkway way square bridge airport hospital times herald journal post globe tribune news democrat
    gazette sentinel press star chronicle observer examiner dispatch bulletin enquirer inquirer
    courier ledger register record daily weekly sun patch beacon independent argus eagle clarion
    review center centre hotel theater theatre park stadium river lake bay beach creek valley
    mountain hills island diocese archdiocese church cathedral temple synagogue foundation institute
    museum library company inc llc corp bank insurance union law american plaza mall arena
    elementary middle high academy line formation treaty
    """
)
# Before a name, these make it a school, a bank or a camp.
NOT_BEFORE = _words(
    """
    university college port diocese archdiocese bank battle treaty lake mount fort camp bishop
    archbishop
    """
)
# Words of English and of politics, surnames and countries that are also towns.
ENGLISH = _words(
    """
    commonwealth campus magistrate village county parish borough
    western eastern northern southern upstate downstate
    union liberty independence justice reform security commerce enterprise defiance surprise mission
    industry sanctuary police bell orange media home normal truth border freedom progress hope unity
    harmony energy fair equality protection welcome welfare republican democrat republic federal
    center central north south east west northeast southwest northwest southeast march may june
    august early story price law war peace rich long young green brown white black gray king queen
    bishop pope chase page read ross grant ford carter clinton bush trump biden obama reagan nixon
    kennedy johnson wilson jefferson madison monroe jackson lincoln washington franklin adams
    harrison tyler taylor pierce buchanan hayes garfield arthur cleveland mckinley roosevelt taft
    harding hoover truman eisenhower homan miller warren evans scott martin smith kelly allen perry
    abbott newsom english christian china mexico cuba lebanon peru poland rome paris london berlin
    moscow dublin egypt delhi vienna cairo palestine jordan israel brazil chile canada india haiti
    panama salvador honduras guatemala colombia venezuela ireland scotland wales holland jersey
    latino hispanic ice cbp dhs doj fbi senate house congress capitol council mayor sheriff governor
    university college national international american america star sun globe post times tribune
    herald rifle trade bath commission article section chapter title resolution ordinance agreement
    policy code bill act public speed success rescue veteran windom loyal guard camp station park
    garden grove bowling branch weed
    valley airport heights lakes hills beach bay island harbor port ridge plains prairie highland highlands
    agenda docket minutes spring summer winter panhandle mountain ocean river springs summit
    """
)
# Such words that are read as a city all the same where the page agrees.
COMMON_LARGE = _words("madison lincoln jackson cleveland washington jersey orange surprise independence")
