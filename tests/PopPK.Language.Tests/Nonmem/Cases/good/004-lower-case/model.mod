$problem oral, one compartment
$input id time amt dv
$data oral.csv ignore=@
$subroutines advan2 trans2
$pk
  ka = theta(1)*exp(eta(1))
  cl = theta(2)*exp(eta(2))
  v  = theta(3)
  s2 = v
$error
  y = f + f*eps(1)
$theta (0,1.5) (0,4) (0,30)
$omega 0.1 0.2
$sigma 0.04
$estimation method=1 interaction maxeval=9999
