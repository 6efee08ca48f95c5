$PROB Theophylline, doses by weight, etas that add
$INPUT ID DOSE=AMT TIME CP=DV WT
$DATA theophylline_dosed.csv IGNORE=@
$SUBROUTINES ADVAN2
$PK
; once for each individual: WT stands on the dose record only
  CALLFL=1
  KA=THETA(1)+ETA(1)
  K=THETA(2)+ETA(2)
  CL=THETA(3)*WT+ETA(3)
  SC=CL/K/WT
$THETA (.1,3,5) (.008,.08,.5) (.004,.04,.9)
$OMEGA BLOCK(3) 6 .005 .0002 .3 .006 .4
$ERROR
  Y=F+EPS(1)
$SIGMA .4
$EST MAXEVAL=450 PRINT=5
$COV
$TABLE ID DOSE WT TIME
