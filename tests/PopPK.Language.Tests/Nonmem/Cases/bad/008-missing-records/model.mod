$PK
  CL = 1
