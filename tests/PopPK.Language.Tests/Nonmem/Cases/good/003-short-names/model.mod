;; 1. Based on: 0
;; 2. Description: short record names
$PROB oral   ; this belongs to the title
$INP ID TIME AMT DV
$DAT oral.csv IGN=@
$SUBS ADVAN2 TRANS2
$PK
  KA = THETA(1)*EXP(ETA(1))
  CL = THETA(2)*EXP(ETA(2))
  V  = THETA(3)
  S2 = V
$ERR
  Y = F + F*EPS(1)
$THE (0,1.5) (0,4) (0,30)
$OME 0.1 0.2
$SIG 0.04
$EST MET=1 INT MAX=9999 SIG=3 PRI=1 POS
$COV UNC
