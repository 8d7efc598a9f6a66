"""The counties of Shandong: GB/T 2260 codes of today and of the past, as data.

Identity numbers keep the code of the place and time of first registration, so retired codes live on.
An entry is code, Chinese name, romanised stem; entries are separated by semicolons. The parent city of
a current code is its first four digits followed by 00.

Source: GB/T 2260 with its later amendments, as published by the Ministry of Civil Affairs (to 2020).
"""

CURRENT = """
    370100 济南市 Jinan; 370102 历下区 Lixia; 370103 市中区 Shizhong; 370104 槐荫区 Huaiyin;
    370105 天桥区 Tianqiao; 370112 历城区 Licheng; 370113 长清区 Changqing;
    370114 章丘区 Zhangqiu; 370115 济阳区 Jiyang; 370116 莱芜区 Laiwu; 370117 钢城区 Gangcheng;
    370124 平阴县 Pingyin; 370126 商河县 Shanghe; 370200 青岛市 Qingdao; 370202 市南区 Shinan;
    370203 市北区 Shibei; 370211 黄岛区 Huangdao; 370212 崂山区 Laoshan; 370213 李沧区 Licang;
    370214 城阳区 Chengyang; 370215 即墨区 Jimo; 370281 胶州市 Jiaozhou; 370283 平度市 Pingdu;
    370285 莱西市 Laixi; 370300 淄博市 Zibo; 370302 淄川区 Zichuan; 370303 张店区 Zhangdian;
    370304 博山区 Boshan; 370305 临淄区 Linzi; 370306 周村区 Zhoucun; 370321 桓台县 Huantai;
    370322 高青县 Gaoqing; 370323 沂源县 Yiyuan; 370400 枣庄市 Zaozhuang;
    370402 市中区 Shizhong; 370403 薛城区 Xuecheng; 370404 峄城区 Yicheng;
    370405 台儿庄区 Taierzhuang; 370406 山亭区 Shanting; 370481 滕州市 Tengzhou;
    370500 东营市 Dongying; 370502 东营区 Dongying; 370503 河口区 Hekou; 370505 垦利区 Kenli;
    370522 利津县 Lijin; 370523 广饶县 Guangrao; 370600 烟台市 Yantai; 370602 芝罘区 Zhifu;
    370611 福山区 Fushan; 370612 牟平区 Muping; 370613 莱山区 Laishan; 370614 蓬莱区 Penglai;
    370634 长岛县 Changdao; 370681 龙口市 Longkou; 370682 莱阳市 Laiyang;
    370683 莱州市 Laizhou; 370684 蓬莱市 Penglai; 370685 招远市 Zhaoyuan; 370686 栖霞市 Qixia;
    370687 海阳市 Haiyang; 370700 潍坊市 Weifang; 370702 潍城区 Weicheng;
    370703 寒亭区 Hanting; 370704 坊子区 Fangzi; 370705 奎文区 Kuiwen; 370724 临朐县 Linqu;
    370725 昌乐县 Changle; 370781 青州市 Qingzhou; 370782 诸城市 Zhucheng;
    370783 寿光市 Shouguang; 370784 安丘市 Anqiu; 370785 高密市 Gaomi; 370786 昌邑市 Changyi;
    370800 济宁市 Jining; 370811 任城区 Rencheng; 370812 兖州区 Yanzhou; 370826 微山县 Weishan;
    370827 鱼台县 Yutai; 370828 金乡县 Jinxiang; 370829 嘉祥县 Jiaxiang;
    370830 汶上县 Wenshang; 370831 泗水县 Sishui; 370832 梁山县 Liangshan; 370881 曲阜市 Qufu;
    370883 邹城市 Zoucheng; 370900 泰安市 Tai'an; 370902 泰山区 Taishan; 370911 岱岳区 Daiyue;
    370921 宁阳县 Ningyang; 370923 东平县 Dongping; 370982 新泰市 Xintai;
    370983 肥城市 Feicheng; 371000 威海市 Weihai; 371002 环翠区 Huancui; 371003 文登区 Wendeng;
    371082 荣成市 Rongcheng; 371083 乳山市 Rushan; 371100 日照市 Rizhao;
    371102 东港区 Donggang; 371103 岚山区 Lanshan; 371121 五莲县 Wulian; 371122 莒县 Ju;
    371300 临沂市 Linyi; 371302 兰山区 Lanshan; 371311 罗庄区 Luozhuang; 371312 河东区 Hedong;
    371321 沂南县 Yinan; 371322 郯城县 Tancheng; 371323 沂水县 Yishui; 371324 兰陵县 Lanling;
    371325 费县 Fei; 371326 平邑县 Pingyi; 371327 莒南县 Junan; 371328 蒙阴县 Mengyin;
    371329 临沭县 Linshu; 371400 德州市 Dezhou; 371402 德城区 Decheng; 371403 陵城区 Lingcheng;
    371422 宁津县 Ningjin; 371423 庆云县 Qingyun; 371424 临邑县 Linyi; 371425 齐河县 Qihe;
    371426 平原县 Pingyuan; 371427 夏津县 Xiajin; 371428 武城县 Wucheng; 371481 乐陵市 Laoling;
    371482 禹城市 Yucheng; 371500 聊城市 Liaocheng; 371502 东昌府区 Dongchangfu;
    371503 茌平区 Chiping; 371521 阳谷县 Yanggu; 371522 莘县 Shen; 371524 东阿县 Dong'e;
    371525 冠县 Guan; 371526 高唐县 Gaotang; 371581 临清市 Linqing; 371600 滨州市 Binzhou;
    371602 滨城区 Bincheng; 371603 沾化区 Zhanhua; 371621 惠民县 Huimin; 371622 阳信县 Yangxin;
    371623 无棣县 Wudi; 371625 博兴县 Boxing; 371681 邹平市 Zouping; 371700 菏泽市 Heze;
    371702 牡丹区 Mudan; 371703 定陶区 Dingtao; 371721 曹县 Cao; 371722 单县 Shan;
    371723 成武县 Chengwu; 371724 巨野县 Juye; 371725 郓城县 Yuncheng; 371726 鄄城县 Juancheng;
    371728 东明县 Dongming
"""

RETIRED = """
    370111 郊区 Jiao; 370121 历城县 Licheng; 370122 章丘县 Zhangqiu; 370123 长清县 Changqing;
    370125 济阳县 Jiyang; 370181 章丘市 Zhangqiu; 370204 台东区 Taidong; 370205 四方区 Sifang;
    370206 沧口区 Cangkou; 370221 崂山县 Laoshan; 370222 即墨县 Jimo; 370223 胶南县 Jiaonan;
    370224 胶县 Jiao; 370225 莱西县 Laixi; 370226 平度县 Pingdu; 370282 即墨市 Jimo;
    370284 胶南市 Jiaonan; 370421 滕县 Teng; 370504 牛庄区 Niuzhuang; 370521 垦利县 Kenli;
    370620 威海市 Weihai; 370621 福山县 Fushan; 370622 蓬莱县 Penglai; 370623 黄县 Huang;
    370624 招远县 Zhaoyuan; 370625 掖县 Ye; 370626 莱西县 Laixi; 370627 莱阳县 Laiyang;
    370628 栖霞县 Qixia; 370629 海阳县 Haiyang; 370630 乳山县 Rushan; 370631 牟平县 Muping;
    370632 文登县 Wendeng; 370633 荣成县 Rongcheng; 370721 益都县 Yidu; 370722 安丘县 Anqiu;
    370723 寿光县 Shouguang; 370726 昌邑县 Changyi; 370727 高密县 Gaomi;
    370728 诸城县 Zhucheng; 370729 五莲县 Wulian; 370802 市中区 Shizhong; 370821 济宁县 Jining;
    370822 兖州县 Yanzhou; 370823 曲阜县 Qufu; 370824 泗水县 Sishui; 370825 邹县 Zou;
    370882 兖州市 Yanzhou; 370919 莱芜市 Laiwu; 370920 新泰市 Xintai; 370922 肥城县 Feicheng;
    370981 莱芜市 Laiwu; 371021 乳山县 Rushan; 371022 文登县 Wendeng; 371023 荣成县 Rongcheng;
    371081 文登市 Wendeng; 371200 莱芜市 Laiwu; 371202 莱城区 Laicheng;
    371203 钢城区 Gangcheng; 371421 陵县 Ling; 371523 茌平县 Chiping; 371624 沾化县 Zhanhua;
    371626 邹平县 Zouping; 371727 定陶县 Dingtao; 372100 烟台地区 Yantai; 372101 烟台市 Yantai;
    372102 威海市 Weihai; 372121 福山县 Fushan; 372122 蓬莱县 Penglai; 372123 黄县 Huang;
    372124 招远县 Zhaoyuan; 372125 掖县 Ye; 372126 莱西县 Laixi; 372127 莱阳县 Laiyang;
    372128 栖霞县 Qixia; 372129 海阳县 Haiyang; 372130 乳山县 Rushan; 372131 牟平县 Muping;
    372132 文登县 Wendeng; 372133 荣成县 Rongcheng; 372134 长岛县 Changdao;
    372200 潍坊地区 Weifang; 372201 潍坊市 Weifang; 372221 益都县 Yidu; 372222 安丘县 Anqiu;
    372223 寿光县 Shouguang; 372224 临朐县 Linqu; 372225 昌乐县 Changle; 372226 昌邑县 Changyi;
    372227 高密县 Gaomi; 372228 诸城县 Zhucheng; 372229 五莲县 Wulian; 372230 平度县 Pingdu;
    372231 潍县 Wei; 372300 滨州地区 Binzhou; 372301 滨州市 Binzhou; 372321 惠民县 Huimin;
    372322 滨县 Bin; 372323 阳信县 Yangxin; 372324 无棣县 Wudi; 372325 沾化县 Zhanhua;
    372326 利津县 Lijin; 372327 广饶县 Guangrao; 372328 博兴县 Boxing; 372329 桓台县 Huantai;
    372330 邹平县 Zouping; 372331 高青县 Gaoqing; 372332 垦利县 Kenli; 372400 德州地区 Dezhou;
    372401 德州市 Dezhou; 372402 乐陵市 Laoling; 372403 禹城市 Yucheng; 372421 陵县 Ling;
    372422 平原县 Pingyuan; 372423 夏津县 Xiajin; 372424 武城县 Wucheng; 372425 齐河县 Qihe;
    372426 禹城县 Yucheng; 372427 乐陵县 Laoling; 372428 临邑县 Linyi; 372429 商河县 Shanghe;
    372430 济阳县 Jiyang; 372431 宁津县 Ningjin; 372432 庆云县 Qingyun;
    372500 聊城地区 Liaocheng; 372501 聊城市 Liaocheng; 372502 临清市 Linqing;
    372521 聊城县 Liaocheng; 372522 阳谷县 Yanggu; 372523 莘县 Shen; 372524 茌平县 Chiping;
    372525 东阿县 Dong'e; 372526 冠县 Guan; 372527 高唐县 Gaotang; 372528 临清县 Linqing;
    372600 泰安地区 Tai'an; 372601 泰安市 Tai'an; 372602 莱芜市 Laiwu; 372603 新泰市 Xintai;
    372621 泰安县 Tai'an; 372622 莱芜县 Laiwu; 372623 新泰县 Xintai; 372624 宁阳县 Ningyang;
    372625 肥城县 Feicheng; 372626 东平县 Dongping; 372627 平阴县 Pingyin;
    372628 新汶县 Xinwen; 372629 汶上县 Wenshang; 372630 泗水县 Sishui; 372700 济宁地区 Jining;
    372701 济宁市 Jining; 372721 济宁县 Jining; 372722 兖州县 Yanzhou; 372723 曲阜县 Qufu;
    372724 泗水县 Sishui; 372725 邹县 Zou; 372726 微山县 Weishan; 372727 鱼台县 Yutai;
    372728 金乡县 Jinxiang; 372729 嘉祥县 Jiaxiang; 372730 汶上县 Wenshang;
    372800 临沂地区 Linyi; 372801 临沂市 Linyi; 372802 日照市 Rizhao; 372821 临沂县 Linyi;
    372822 郯城县 Tancheng; 372823 苍山县 Cangshan; 372824 莒南县 Junan; 372825 日照县 Rizhao;
    372826 莒县 Ju; 372827 沂水县 Yishui; 372828 沂源县 Yiyuan; 372829 蒙阴县 Mengyin;
    372830 平邑县 Pingyi; 372831 费县 Fei; 372832 沂南县 Yinan; 372833 临沭县 Linshu;
    372900 菏泽地区 Heze; 372901 菏泽市 Heze; 372921 菏泽县 Heze; 372922 曹县 Cao;
    372923 定陶县 Dingtao; 372924 成武县 Chengwu; 372925 单县 Shan; 372926 巨野县 Juye;
    372927 梁山县 Liangshan; 372928 郓城县 Yuncheng; 372929 鄄城县 Juancheng;
    372930 东明县 Dongming; 379001 青州市 Qingzhou; 379002 龙口市 Longkou; 379003 曲阜市 Qufu;
    379004 莱芜市 Laiwu; 379005 新泰市 Xintai; 379006 胶州市 Jiaozhou; 379007 诸城市 Zhucheng;
    379008 莱阳市 Laiyang; 379009 莱州市 Laizhou; 379010 滕州市 Tengzhou;
    379011 文登市 Wendeng; 379012 荣成市 Rongcheng
"""
