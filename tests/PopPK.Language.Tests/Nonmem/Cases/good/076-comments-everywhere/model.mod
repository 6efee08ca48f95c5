; before
$PROBLEM comments ; part of the title
; between
$INPUT ID TIME ; the time
   AMT ; the dose
   DV
$DATA oral.csv ; the file
  IGNORE=@ ; header
$SUBROUTINES ADVAN2 TRANS2
$PK
  KA = THETA(1)*EXP(ETA(1))
  CL = THETA(2)*EXP(ETA(2))
  V  = THETA(3)
  S2 = V ; scale
$ERROR
  Y = F + F*EPS(1)
$THETA ; thetas follow
 (0,1.5) ; KA
 ; a comment on its own line
 (0,4) ; CL ; with another sign
 (0,30) ;
$OMEGA ; variances
 0.1 ; IIV KA
; nothing
 0.2 ; IIV CL
$SIGMA 0.04 ; PROP
$ESTIMATION METHOD=1 INTERACTION MAXEVAL=9999
