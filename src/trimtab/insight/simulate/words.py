"""Invented names. No real company or person is meant; addresses use the reserved domain `.example`."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Ada Aino Alba Alma Amira Anouk Aria Astrid Beatriz Birgit Björn Bruno Carla Célia Chloé Clara Dalia Daniel Darius "
    "Dina Elif Elin Emil Enzo Erik Esra Fatima Felix Fiona Freya Gabriel Greta Gustav Hana Hanna Hugo Ida Ilse Imani "
    "Ines Iris Ivo Jana Jasper Joana José Jonas Julia Kai Karim Katja Kenji Lara Lars Leila Lena Leo Lina Lior Lola "
    "Louise Luca Łukasz Magda Maja Malik Marco Maren Marta Maya Mika Mila Milan Mina Nadia Nico Nils Nina Noah Nora "
    "Olga Omar Oskar Paula Pavel Petra Priya Rafael Ravi Renée Rosa Ruth Sami Sana Sara Selma Simon Sofía Søren Stella "
    "Tara Theo Tilda Tomás Uma Valentin Vera Victor Wanda Wei Yara Yusuf Zara Zoë"
)
LAST_NAMES = _words(
    "Abelard Adeyemi Alder Almqvist Amsel Andrade Aydın Bachmann Barros Becker Bellamy Berg Birch Blom Bonnet Brandt "
    "Brook Calder Campos Castell Cho Cordeiro Dahl Dane Dietz Doyle Drăgan Eklund Engel Estévez Falk Farrow Fenn "
    "Fischer Fjeld Fontaine Forst Frey Gallo García Gerber Glover Gruber Haas Hale Hartmann Hasan Heron Hoffmann Holm "
    "Horvat Ibarra Ito Jansen Jensen Kaya Keller Khan Kim Kovač Krämer Kruse Lange Larsen Laurent Lehto Lind Lowe "
    "Maier Marsh Martín Mehta Mendes Meyer Moreau Müller Nagy Naumann Nilsen Novák Okafor Olsen Ortiz Park Pereira "
    "Petit Quist Rao Reyes Richter Rossi Roth Sandoval Sato Schäfer Silva Škoda Sørby Stone Suzuki Thorne Tran Ueda "
    "Vance Vidal Vogt Weiss Wilder Winter Wójcik Yilmaz Young Zeller Zhou"
)
NAME_STARTS = _words(
    "Al Ar Bel Bran Cal Cor Dal Del Dor El Fal Fen Gal Gran Hal Hel Jor Kal Kel Lan Lor Mar Mel Nor Or Pel Quel Ran "
    "Sal Sel Tal Tor Ul Val Ver Wen Yar Zel"
)
NAME_MIDDLES = _words("a e i o u ami eva ino oli uri")
NAME_ENDS = _words("dan dine dor gard lund mark mere mont nex ris ron stad tek thal tis vane vik wick xa zen")
BUSINESSES = (
    ("Foods", "Food and Drink"),
    ("Logistics", "Transport"),
    ("Machines", "Manufacturing"),
    ("Health", "Healthcare"),
    ("Energy", "Energy"),
    ("Software", "Software"),
    ("Insurance", "Insurance"),
    ("Retail", "Retail"),
    ("Textiles", "Manufacturing"),
    ("Media", "Media"),
    ("Chemicals", "Chemicals"),
    ("Buildings", "Construction"),
)
ENDINGS = {
    "Germany": "GmbH",
    "Austria": "GmbH",
    "France": "SARL",
    "Netherlands": "BV",
    "Italy": "Srl",
    "Spain": "SL",
    "United Kingdom": "Ltd",
    "Sweden": "AB",
    "United States": "Inc.",
    "Canada": "Ltd",
}
FUNCTIONS = ("Sales", "Operations", "Finance", "Technology", "Procurement", "Legal")
SENIORITIES = ("Specialist", "Manager", "Director", "Vice President", "Chief Officer")
CONTACT_ROLES = (
    "Decision Maker",
    "Economic Buyer",
    "Evaluator",
    "Influencer",
    "Technical Buyer",
    "Executive Sponsor",
    "Business User",
)
LEAD_SOURCES = ("Web", "Partner Referral", "Trade Show", "Employee Referral", "Outbound", "Advertisement")
# How well what comes from each source fits what is sold, in standard deviations.
SOURCE_FIT = (-0.1, 0.6, 0.0, 0.8, 0.1, -0.4)
LEAD_STATUSES = (
    "Open - Not Contacted",
    "Working - Contacted",
    "Closed - Not Converted",
    "Closed - Converted",
    "Recycled",
)
LOSS_REASONS = ("Went dark", "No budget", "Price", "Competitor", "Product gap", "No decision", "Reorganisation")
PRODUCTS = (
    ("Helm Platform", "Platform", 900),
    ("Helm Seats", "Platform", 35),
    ("Ballast Analytics", "Analytics", 450),
    ("Keel Connectors", "Integration", 300),
    ("Rudder Planning", "Planning", 600),
    ("Lookout Alerts", "Analytics", 150),
    ("Mooring Support", "Services", 250),
    ("Shipyard Onboarding", "Services", 1200),
)
NEXT_STEPS = (
    "Send the revised proposal",
    "Call the sponsor",
    "Demo for the technical team",
    "Wait for legal",
    "Agree on the pilot scope",
    "Meet procurement",
    "Ask for the budget date",
)
CALL_SUBJECTS = ("Call", "Follow-up call", "Discovery call")
MAIL_SUBJECTS = ("Email: next steps", "Email: proposal", "Email: your question", "Email: checking in")
MEETING_SUBJECTS = ("Meeting", "Demo", "Workshop", "Review of the offer")
