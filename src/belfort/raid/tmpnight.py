from belfort.raid.priors import _prior
_P={f:_prior(f"night_correlation_{f}",.05,.12,.25,f) for f in ("drone","cruise","ballistic","aircraft")}
_D=_prior("night_correlation_detection",.02,.1,.3,"d")
_S=_prior("night_shared",.2,.5,.8,"s")
PRIORS=(*_P.values(),_D,_S)
def correlation_of(f): return _P[f].estimate
def detection_correlation(): return _D.estimate
def shared_of(f): return _S.estimate
