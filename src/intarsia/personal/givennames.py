"""Given names that many people bear in Europe and North America, folded: enough to tell a column of names from one of titles or places.

Chosen from what statistical offices count among the most frequent (CBS, Destatis, INSEE, INE, ISTAT, GUS, ONS, SSA), and spellings of other
countries. A name that is missing makes a share smaller; it is never used to decide about one person.
"""

from __future__ import annotations

from intarsia.text import wordset

GIVEN = wordset(
    "aaron abigail adam adrian agnieszka ahmed aisha alan albert alberto alessandro alessia alex alexander alexandra alexandre alfred ali alice alicia alina allison amanda amber "
    "amelia amy ana anders andre andrea andreas andrew andrzej angel angela "
    "anita anja ann anna anne annika anouk antoine anton antonia antonio ariane arjan arthur ashley astrid august aurelie barbara bart bas beata beatriz ben benedict benjamin bernard "
    "bernd beth bianca birgit bjorn bob boris bram brandon brenda brian "
    "brigitte bruce bruno camille carl carla carlos carmen carol carolina caroline caspar cath catherine cecile cecilia chantal charles charlotte chiara chris christian christina "
    "christine christoph christophe christopher claire clara claude claudia "
    "claus colin connor corinna craig cristina daan dagmar daisy dan daniel daniela danielle daria dave david dean deborah delphine denis dennis derek diana diane diego dieter dirk "
    "dominik donald donna doris dorothy dylan eddie edith eduardo edward "
    "edwin ekaterina elena eleonora elif elisa elisabeth elise elizabeth ella ellen elly els elsa emil emile emilia emilie emily emma emmanuel enrico enzo eric erica erik erika ernst "
    "esther ethan eva evelyn ewa fabian fabio fatima federico felix "
    "femke fenna fernando filip fiona finn fleur floor florence florian fran frances francesca francesco francisco franck francois francoise frank franz fred frederic frederik "
    "friedrich gabriel gabriela gabriele gareth gary geert george georg georges gerard "
    "gerda gerhard gert giovanni giulia giuseppe gloria gonzalo grace graham greg gregory greta guido guillaume gunter gustav hannah hans harold harry hassan heather heidi heike "
    "heinrich heinz helen helena helene hendrik henk henri henry herbert herman "
    "hilde holly horst hugo ian ibrahim ida ignacio ilse ines inge ingrid irena irene iris isaac isabel isabella isabelle ivan jaap jack jacek jacob jacqueline jacques jake jakob "
    "jakub james jan jana jane janet janine jasmin jasmine jason jasper javier "
    "jay jean jeff jeffrey jelle jennifer jenny jens jeroen jerome jerry jesse jessica jesus jim jip joan joana joanna joao joe joel johan johann johanna johannes john jolanda jolanta "
    "jonas jonathan joost jordan jorge jorg jos jose josef joseph josephine "
    "joshua juan judith jules julia julian julie julien juliette jurgen justin justyna karel karen karin karl karolina katarzyna kate katharina katherine kathleen kathryn katja keith "
    "kelly ken kenneth kevin kim kirsten klaas klara klaus koen krzysztof kurt "
    "kyle lara larry lars laura lauren laurence laurent lea leah lena leo leon leonie leonardo leslie lieke lies lily linda lisa liz lode loes lorenzo lotte louis louise luca lucas "
    "lucia lucie lucy ludwig luis luisa lukas luke luna maarten maciej madison "
    "magdalena maja malgorzata manon manuel manuela marc marcel marcin marco marcus marek margaret margot maria marie marieke marijke marina mario marion mark markus marta martha "
    "martin martina martijn martine mary mateo mateusz matthew matthias matthijs maud "
    "maurice mauro max maxime maya megan mehmet meike melanie melissa mia michael michal michel michele michelle miguel mike mila milan minna miriam mohamed mohammed moira monica "
    "monika monique morgan muhammad mustafa nadia nancy naomi natalia natalie "
    "nathalie nathan neil nicholas nick nicola nicolas nicole niels nienke nigel nikolaj nils nina noah noor nora norma olaf oleg olga olivia oliver olivier oscar otto owen pablo "
    "pamela paola paolo pascal patricia patrick patrik paul paula pauline pawel "
    "pedro peter petra phil philip philipp philippe pierre pieter piet piotr rachel rafael rainer ralf ralph ramon raymond rebecca regina reinhard remco renate rene ria ricardo "
    "richard rick rita rob robert roberto robin roel roger roland rolf roman ronald "
    "rosa rosalie rose rosie roy ruben rudolf rupert ruth ryan sabine sally salvatore sam samantha samuel sander sandra sanne sara sarah sascha scott sean sebastian sergio sharon "
    "shirley silvia simon simone sjoerd sofia sofie sonia sophia sophie stan "
    "stefan stefania stefano stella stephan stephanie stephen steve steven stijn stuart sue susan susana susanne suzanne sven sylvia sylvie tadeusz tamara tania tanja tara tatiana "
    "teresa tess tessa theo theresa therese thierry thijs thomas tiago tim "
    "timo tina tobias todd tom tomas tomasz toni tony tracy tristan twan ulrich ulrike ursula valentina valeria valerie vanessa vera veronica veronika veronique victor victoria viktor "
    "vincent vincenzo virginia walter wendy werner wilhelm willem william "
    "wim wolfgang wout xavier yannick yara yasmin yolanda yusuf yvonne yves zara zbigniew zoe zofia"
)
