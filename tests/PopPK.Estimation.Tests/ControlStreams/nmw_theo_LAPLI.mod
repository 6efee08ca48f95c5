$PROBLEM Theophylline, one dose of 320 mg, prediction written out (Laplace)
$INPUT ID AMT=DROP TIME DV WT=DROP
$DATA theophylline.csv IGNORE=@
$PRED
  DOSE = 320
  KA = THETA(1)*EXP(ETA(1))
  V  = THETA(2)*EXP(ETA(2))
  K  = THETA(3)*EXP(ETA(3))
  F  = DOSE/V*KA/(KA - K)*(EXP(-K*TIME) - EXP(-KA*TIME))
  IPRED = F
  Y  = F + F*EPS(1) + EPS(2)
$THETA (0, 2)    ; KA (1/h)
       (0, 50)   ; V (L)
       (0, 0.1)  ; K (1/h)
$OMEGA BLOCK(3)
  0.2            ; IIV KA
  0.1 0.2        ; IIV V
  0.1 0.1 0.2    ; IIV K
$SIGMA 0.1       ; PROP
       0.1       ; ADD
$ESTIMATION MAXEVAL=9999 METHOD=COND LAPLACE INTER
$COVARIANCE PRINT=ERS
$TABLE ID TIME IPRED NOPRINT ONEHEADER FILE=sdtab
