; nothing

;; here
