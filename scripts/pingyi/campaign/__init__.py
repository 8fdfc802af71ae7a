"""Opening a campaign: read, judged, with what is proposed to it and generated from it."""
