"""The words of which names consist, stand beside names, or are capitalised and no name: data."""

from __future__ import annotations

# Titles that stand before a name where somebody signs.
SIGNED_TITLES = {
    "dr", "prof", "professor", "professeur", "ambassador", "amb", "sir", "dame", "lord", "mr", "mrs", "ms", "mme",
    "herr", "frau", "gen", "general", "hon", "rev", "judge", "president", "minister", "senator",
}  # fmt: skip
# In running text positions stand there too, and titles that signatures seldom bear.
TITLES = SIGNED_TITLES | {
    "doctor", "professeure", "professorin", "miss", "mx", "lady", "baroness", "baron", "father", "sister", "rabbi",
    "imam", "sheikh", "lt", "col", "colonel", "maj", "major", "capt", "captain", "adm", "admiral", "brigadier", "sen",
    "rep", "congressman", "congresswoman", "justice", "secretary", "director", "chancellor", "commissioner",
    "governor", "mayor", "chief", "m", "mlle", "monsieur", "madame", "docteur", "señor", "señora", "sr", "sra", "don",
    "doña", "dra", "profesor", "profesora", "dott", "signor", "signora", "honourable", "honorable", "former", "deputy",
    "author", "economist", "botschafter", "botschafterin", "ambassadeur", "ambassadrice", "embajador", "embajadora",
    "historian", "analyst", "curator", "principal", "legal", "marine", "sheriff", "brother", "coach", "headteacher",
    "head", "chair", "manager", "editor", "nurse", "farmer", "pastor", "bishop", "detective", "inspector", "officer",
    "sergeant", "chef", "researcher", "lawyer", "statistician", "engineer", "journalist", "expert", "interviewee",
    "guest", "researchers", "د", "أ", "م", "السيد", "السيدة", "الدكتور", "الدكتورة", "السفير", "السفيرة", "الأستاذ",
    "الأستاذة", "ד״ר", "דר", "פרופ", "מר", "גב", "economists", "historians", "ambassadors", "professors", "experts",
    "host", "fellow", "fellows", "scholar",
}  # fmt: skip
SUFFIXES = {"jr", "sr", "ii", "iii", "phd", "md", "obe", "cbe", "kc", "qc", "esq", "mep", "mp"}
COMMON_PARTICLES = {
    "de", "del", "della", "di", "da", "dos", "do", "van", "von", "der", "den", "ter", "ten", "la", "le", "el", "al",
    "bin", "ibn", "ben", "bint", "zu", "af", "av",
}  # fmt: skip
PARTICLES = COMMON_PARTICLES | {
    "ap", "dal", "das", "degli", "du", "mac", "san", "st", "vom", "zum", "abu", "bat", "ould", "mc", "o", "ó", "ní",
    "nic", "uí", "à",
}  # fmt: skip
# Whoever signs writes double names out: “Ortega y Vidal”. In running text these words join two people.
SIGNED_PARTICLES = COMMON_PARTICLES | {"y", "e", "ul", "ur", "und"}
# Capitalised words that are in names of places, bodies and things, and of no person.
BODIES = {
    "academy", "affairs", "agency", "alliance", "analysis", "association", "authority", "bank", "board", "bureau",
    "center", "centre", "chamber", "church", "city", "college", "commission", "committee", "conference", "congress",
    "cooperation", "corporation", "council", "court", "democratic", "department", "development", "division", "east",
    "economics", "environment", "europe", "european", "faculty", "federal", "federation", "forum", "foundation", "fund",
    "government", "group", "health", "high", "hospital", "house", "inc", "initiative", "institut", "institute",
    "institution", "instituto", "international", "island", "islands", "journal", "lab", "laboratory", "law", "league",
    "library", "ltd", "market", "ministry", "mission", "movement", "museum", "national", "nations", "network", "north",
    "northern", "observatory", "office", "organisation", "organization", "pact", "parliament", "party", "peace",
    "policy", "post", "press", "programme", "program", "project", "public", "radio", "republic", "research", "review",
    "river", "royal", "school", "science", "sciences", "security", "senate", "service", "society", "south", "southern",
    "state", "states", "street", "strategy", "studies", "summit", "times", "treaty", "trust", "unit", "united",
    "kreis", "landkreis", "stadt", "land", "bund", "bundesamt", "amt", "verein", "verband", "rathaus", "ministerium",
    "ville", "conseil", "mairie", "région", "ministère", "ayuntamiento", "ciudad", "ministerio", "comune", "città",
    "gemeente", "stad", "provincie", "câmara", "prefeitura", "saint", "santa", "são", "observatoire", "coal", "mine",
    "gas",
    "universidad", "universitat", "universität", "université", "university", "union", "valley", "west", "western",
    "world", "war", "photo", "pictures", "agence", "centro", "stiftung", "zentrum", "hochschule", "dam",
    "sea", "bay", "lake", "mount", "port", "strait", "gulf", "act", "report", "index", "plan", "new", "old", "great",
    "eastern", "central", "prime", "middle", "bridge", "canal", "province", "region", "district", "county", "delta",
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "related", "publications",
    "q", "a", "qa", "interview", "conversation", "questions", "digital", "environmental", "climate", "energy", "media",
    "human", "rights", "justice", "finance", "trade", "water", "food", "defence", "defense", "labour", "labor",
}  # fmt: skip
# Where a sentence starts, these are capitalised for that alone.
COMMON = {
    "a", "about", "after", "all", "also", "an", "and", "another", "any", "as", "asked", "at", "based", "because",
    "before", "both", "but", "by", "can", "could", "did", "do", "does", "during", "each", "even", "every", "few", "for",
    "from", "had", "has", "have", "he", "her", "here", "his", "how", "however", "i", "if", "in", "is", "it", "its",
    "last", "later", "like", "many", "more", "most", "my", "no", "not", "now", "of", "on", "once", "one", "only", "or",
    "our", "over", "perhaps", "she", "since", "so", "some", "still", "such", "that", "the", "their", "then", "there",
    "these", "they", "this", "those", "three", "through", "to", "today", "together", "two", "under", "until", "was",
    "we", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "would", "yesterday", "yet",
    "you", "your", "interview", "speaking", "meet", "le", "la", "les", "un", "une", "der", "die", "das", "ein",
    "eine", "el", "los", "las", "una", "im", "wir", "nous", "joining", "author", "according", "ask", "talking",
    "dear", "new", "nobody", "somebody", "yes", "well", "editor", "note", "photo", "four", "five", "six",
    "seit", "nach", "vor", "bei", "mit", "von", "für", "als", "aber", "und", "auch", "noch", "wer", "wie", "warum",
    "er",
    "sie", "ich", "man", "doch", "wenn", "dass", "zwei", "drei", "beide", "jeder", "jede", "alle", "depuis", "après",
    "avant", "pour", "dans", "sur", "avec", "il", "elle", "ce", "cet", "cette", "ces", "mais", "deux", "trois",
    "desde", "después", "antes", "para", "con", "por", "este", "esta", "pero", "en", "cuando", "como", "hace", "dos",
    "dal", "nel", "nella", "dopo", "prima", "per", "questo", "questa", "quando", "due", "sinds", "na", "voor", "met",
    "het", "een", "toen", "twee", "depois", "o", "os", "um", "uma", "durante", "quem", "se", "são", "nos",
    "seven", "eight", "nine", "ten", "eighteen", "long", "whether", "whenever", "wherever", "though", "although",
}  # fmt: skip
