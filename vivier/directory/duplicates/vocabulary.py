"""Words that say little about who an organisation is, in the languages of the region."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _words(
    """
    a au aux avec d dans de del des ds du en et ex i l la le les ou par pour s sur un une y
    das der die een for het in mit of on the to und van von voor fur and
    """
)
LEGAL_FORMS = _words(
    """
    as ass asso assoc association associations asbl aisbl vzw ivzw vereniging verein ev
    sa sas sarl eurl sprl srl sc scrl scs snc sci bv bvba nv gmbh ltd limited llc inc plc
    """
)
# Words of places: they tell less than their rarity says, since lists add or leave them out.
PLACE_WORDS = _words("region pays loire atlantique bretagne wallonie bruxelles france")
# Domains where anybody has an address: they say nothing of the organisation.
SHARED_DOMAINS = _words(
    """
    gmail.com googlemail.com hotmail.com hotmail.fr hotmail.be outlook.com outlook.be outlook.fr live.be
    live.fr live.com yahoo.com yahoo.fr icloud.com me.com msn.com skynet.be proximus.be telenet.be voo.be
    scarlet.be orange.fr wanadoo.fr free.fr laposte.net sfr.fr aol.com gmx.de gmx.net web.de
    protonmail.com proton.me facebook.com instagram.com linkedin.com youtube.com twitter.com x.com
    linktr.ee wordpress.com blogspot.com wixsite.com sites.google.com bandcamp.com soundcloud.com
    """
)
